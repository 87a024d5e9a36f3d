/** The data that the local gateway's server and its page exchange. Plain types: both sides compile this file. */

/** One line of a table, as received. Names may repeat. */
export type Pair = readonly [name: string, value: string];

export type PhoneChannel = 'sms' | 'mms' | 'whatsapp' | 'rcs';

/**
 * The sender of a request: the page (`phone`, `forged`, `repeated`), another program of this machine, or the tunnel.
 */
export type Origin = 'phone' | 'forged' | 'repeated' | 'elsewhere' | 'tunnel';

export interface Attachment {
  readonly url: string;
  /** MIME type, if it is known here. */
  readonly contentType?: string;
}

export interface MessageView {
  readonly body: string;
  readonly media: readonly Attachment[];
}

/**
 * The key that made a signature: the current auth token, the one before it, the SharedKey of the gateway, or a
 * SharedKey that the gateway does not have.
 */
export type SignedWith = 'current' | 'former' | 'sharedKey' | 'foreignSharedKey';

/** A URL that may have been signed, and whether it was, with one of these keys. */
export interface UrlCandidate {
  readonly url: string;
  readonly isSigned: boolean;
}

/** The gateway's own log line about a request, by the names of `LogEntry`. */
export interface Verdict {
  readonly outcome: string;
  readonly message?: string;
  readonly reason?: string;
  /** The answer to a duplicate. */
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

/** A call to AWS or Twilio because of a message. */
export interface CallView {
  readonly time: number;
  readonly service: string;
  readonly operation: string;
  readonly summary: string;
  readonly detail?: string;
  /** The reply, if Twilio was called. */
  readonly message?: MessageView;
}

/** The last failed attempt of a function that reads a queue, such as the worker of the asynchronous mode. */
export interface FailedAttempt {
  /** The part that failed. */
  readonly failed: 'handler' | 'reply' | 'function';
  /** 1 for the first. */
  readonly number: number;
  /** The number of attempts before the message goes to the dead-letter queue. Missing if there is no limit. */
  readonly of?: number;
  readonly error: string;
  readonly stack?: string;
  /** Missing after the last attempt. */
  readonly retryInSeconds?: number;
}

/** A request to the webhook, with everything that is known of it so far. */
export interface ExchangeView {
  readonly id: string;
  /** Construct path of the gateway that got it. */
  readonly gateway: string;
  readonly origin: Origin;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly channel: PhoneChannel;
  /** Without the channel's prefix. Empty if the request is no message. */
  readonly from: string;
  readonly sent: MessageView;
  readonly segments: number;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: readonly Pair[];
    readonly parameters: readonly Pair[];
    readonly candidates: readonly UrlCandidate[];
    /** The parameters as they are signed, after the URL. */
    readonly signedParameters: string;
    /** The key that made the signature. Missing if it is another one. */
    readonly signedWith?: SignedWith;
  };
  /** The most seconds until the function reads its token again, if it rejected the signature for want of it. */
  readonly secondsToNextRead?: number;
  /** Missing while the function is at work. */
  readonly answer?: {
    readonly status: number;
    readonly contentType: string;
    readonly body: string;
    readonly milliseconds: number;
  };
  readonly replies: readonly MessageView[];
  /** The reason for which Twilio would report an error, or for which the function gave no answer. */
  readonly problem?: string;
  readonly verdict?: Verdict;
  /** The last log line of the worker, in asynchronous mode. */
  readonly worker?: Verdict;
  /** Lines of the handler and of the platform. */
  readonly log: readonly LogLineView[];
  readonly calls: readonly CallView[];
  /** Whether a function of the app has the message from a queue and has not finished with it. */
  readonly isQueued?: boolean;
  /** Whether that function is the worker of the asynchronous mode. */
  readonly isForWorker?: boolean;
  /** Missing while the next attempt runs, and after one that succeeded. */
  readonly attempt?: FailedAttempt;
  /** The delay before the function was invoked, as chosen on the page. */
  readonly delayMs: number;
}

/** A sentence about the gateway as a whole. */
export interface Note {
  readonly id: number;
  readonly time: number;
  readonly tone: 'info' | 'good' | 'bad';
  readonly text: string;
}

/** The state of the user's app. */
export interface AppState {
  readonly status: 'ready' | 'synthesizing' | 'failed';
  /** The problem, in a sentence. */
  readonly problem?: string;
  /** The output of the app. */
  readonly output?: string;
}

export interface Switches {
  /** Simulated: every invocation starts this much later, as after a slow cold start. */
  readonly delayMs: number;
  readonly secretStoreFails: boolean;
}

export interface PageState {
  /** Construct path of the gateway that is served. */
  readonly gateway: string;
  readonly gateways: readonly string[];
  readonly webhookUrl: string;
  /** What runs, in a few words each. Empty if it is not known. */
  readonly runs: {
    readonly handler: string;
    readonly mode: string;
    readonly deduplication: string;
    readonly endpoint: string;
  };
  /** The gateway's phone number. */
  readonly number: string;
  readonly switches: Switches;
  readonly app: AppState;
}

/** The server-sent events, by name. `start` comes first on each connection and replaces all earlier data. */
export interface PageEvents {
  readonly start: {
    readonly state: PageState;
    readonly exchanges: readonly ExchangeView[];
    readonly notes: readonly Note[];
  };
  readonly state: PageState;
  /** New or changed. */
  readonly exchange: ExchangeView;
  readonly note: Note;
  /** The local gateway ends now. */
  readonly stopped: Record<string, never>;
}

/** The requests of the page: the body of a `POST` to each path. The answer is 204, or `{ message }` with a 4xx. */
export interface PageRequests {
  '/api/messages': {
    readonly from: string;
    readonly channel: PhoneChannel;
    readonly body: string;
    readonly media: readonly { readonly contentType: string; readonly base64: string }[];
    /** Added to the usual parameters, or in their place. */
    readonly parameters?: readonly Pair[];
    /** Signed with another key than the gateway's. */
    readonly isForged: boolean;
    /** Signed with a SharedKey, whether the gateway has it or not. @default - signed with the gateway's own key */
    readonly usesSharedKey?: boolean;
  };
  '/api/repeat': { readonly id: string };
  /** Ends the wait for the next attempt at a message from a queue. */
  '/api/retry': { readonly id: string };
  /** As `/api/retry`, and makes the next attempt the last one. */
  '/api/give-up': { readonly id: string };
  '/api/rotate': Record<string, never>;
  '/api/restart': Record<string, never>;
  '/api/switches': Partial<Switches>;
  '/api/gateway': { readonly gateway: string };
  '/api/clear': Record<string, never>;
  /** Brings back what the last `/api/clear` removed. */
  '/api/undo-clear': Record<string, never>;
}

/** The number of exchanges that server and page keep. */
export const MAX_EXCHANGES = 1000;
/** The page's senders. Their numbers are reserved for fiction, so that nobody gets a message by mistake. */
export const SENDER_NAMES: Readonly<Record<string, string>> = {
  '+12025550123': 'Ada',
  '+12025550147': 'Grace',
  '+12025550168': 'Alan',
};
/** The limit for added parameters. */
export const MAX_ADDED_PARAMETERS = 40;
/** Twilio rejects longer bodies. In UTF-16 units. */
export const MAX_BODY_LENGTH = 1600;
/** The limit for all attachments of a message together. Source: Twilio, "Accepted content types for media". */
export const MAX_MEDIA_BYTES = 5 * 1024 * 1024;
