/** What the local gateway's server and its page tell each other. Plain data: both sides compile this file. */

/** One line of a table, as received: names may repeat. */
export type Pair = readonly [name: string, value: string];

export type PhoneChannel = 'sms' | 'mms' | 'whatsapp';

/** How a request came about: from the page, from another program of this machine, or through the tunnel. */
export type Origin = 'phone' | 'forged' | 'repeated' | 'elsewhere' | 'tunnel';

export interface Attachment {
  readonly url: string;
  /** MIME type; none where it is not known here. */
  readonly contentType?: string;
}

export interface MessageView {
  readonly body: string;
  readonly media: readonly Attachment[];
}

/** A URL that may have been signed, and whether it was: with the token of now or the one before. */
export interface UrlCandidate {
  readonly url: string;
  readonly isSigned: boolean;
}

/** What the gateway's own line in the log says of a request, by the names of `LogEntry`. */
export interface Verdict {
  readonly outcome: string;
  readonly message?: string;
  readonly reason?: string;
  /** What a copy of an earlier message got. */
  readonly duplicate?: string;
  readonly detail?: string;
  readonly remedy?: string;
  readonly coldStart?: boolean;
  readonly durationMs?: number;
  readonly handlerMs?: number;
  readonly error?: { readonly name?: string; readonly message?: string; readonly stack?: string };
}

export interface LogLineView {
  readonly stream: 'stdout' | 'stderr' | 'platform';
  readonly text: string;
}

/** A call to AWS or to Twilio that a message caused. */
export interface CallView {
  readonly time: number;
  readonly service: string;
  readonly operation: string;
  readonly summary: string;
  readonly detail?: string;
  /** The reply that it sent. */
  readonly message?: MessageView;
}

/** A request to the webhook and everything that is known of it so far. */
export interface ExchangeView {
  readonly id: string;
  /** Construct path of the gateway that it went to. */
  readonly gateway: string;
  readonly origin: Origin;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly channel: PhoneChannel;
  /** Without the channel's prefix; empty where the request is no message. */
  readonly from: string;
  readonly sent: MessageView;
  readonly segments: number;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: readonly Pair[];
    readonly parameters: readonly Pair[];
    readonly candidates: readonly UrlCandidate[];
    /** The parameters' part of what is signed: it follows the URL. */
    readonly signedParameters: string;
  };
  /** None while the function is at work. */
  readonly answer?: {
    readonly status: number;
    readonly contentType: string;
    readonly body: string;
    readonly milliseconds: number;
  };
  readonly replies: readonly MessageView[];
  /** Why Twilio would report an error, or why the function gave no answer. */
  readonly problem?: string;
  readonly verdict?: Verdict;
  /** What the handler printed, and what the platform says. */
  readonly log: readonly LogLineView[];
  readonly calls: readonly CallView[];
  /** Whether a function of the app has it from a queue and is not done with it. */
  readonly isQueued?: boolean;
  /** How long the page had the function wait before it was invoked. */
  readonly delayMs: number;
}

/** Something that happened to the gateway as a whole. */
export interface Note {
  readonly id: number;
  readonly time: number;
  readonly tone: 'info' | 'good' | 'bad';
  readonly text: string;
}

/** How far the user's app is. */
export interface AppState {
  readonly status: 'ready' | 'synthesizing' | 'failed';
  /** What is wrong, in a sentence. */
  readonly problem?: string;
  /** What the app printed. */
  readonly output?: string;
}

export interface Switches {
  /** Simulated: the function is invoked that much later, as by a slow cold start. */
  readonly delayMs: number;
  readonly secretStoreFails: boolean;
}

export interface PageState {
  /** Construct path of the gateway that is served. */
  readonly gateway: string;
  readonly gateways: readonly string[];
  readonly webhookUrl: string;
  /** The gateway's phone number. */
  readonly number: string;
  readonly switches: Switches;
  readonly app: AppState;
}

/** The server-sent events, by name. `start` comes first on each connection and replaces everything. */
export interface PageEvents {
  readonly start: { readonly state: PageState; readonly exchanges: readonly ExchangeView[]; readonly notes: readonly Note[] };
  readonly state: PageState;
  /** New or changed. */
  readonly exchange: ExchangeView;
  readonly note: Note;
}

/** What the page asks for: the body of a `POST` to the path. The answer is 204, or `{ message }` with a 4xx. */
export interface PageRequests {
  '/api/messages': {
    readonly from: string;
    readonly channel: PhoneChannel;
    readonly body: string;
    readonly media: readonly { readonly contentType: string; readonly base64: string }[];
    /** Signed with another token than the gateway's. */
    readonly isForged: boolean;
  };
  '/api/repeat': { readonly id: string };
  '/api/rotate': Record<string, never>;
  '/api/restart': Record<string, never>;
  '/api/switches': Partial<Switches>;
  '/api/gateway': { readonly gateway: string };
  '/api/clear': Record<string, never>;
}

/** How many exchanges server and page keep. */
export const MAX_EXCHANGES = 1000;
/** Twilio takes no longer texts. */
export const MAX_BODY_LENGTH = 1600;
/** Of all attachments of a message. Source: Twilio, "Accepted content types for media". */
export const MAX_MEDIA_BYTES = 5 * 1024 * 1024;
