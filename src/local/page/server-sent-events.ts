export interface ServerSentEvent {
  readonly name: string;
  readonly data: string;
}

/**
 * Reads the events that `EventStream` of the server writes: an `event` and one line of `data` each, with an empty line
 * after them. Ends with the connection, however it ends. Source: HTML Standard, "Server-sent events".
 */
export async function* serverSentEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let parts: string[] = [];
  for (;;) {
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
    if (done || value === undefined) return;
    const text = decoder.decode(value, { stream: true });
    parts.push(text);
    if (!text.includes('\n')) continue; // joined once: a large event comes in many pieces
    const blocks = parts.join('').split('\n\n');
    parts = [blocks.pop()!];
    for (const block of blocks) {
      const [, name, data] = /^event: (.*)\ndata: (.*)$/m.exec(block) ?? [];
      if (name !== undefined) yield { name, data };
    }
  }
}
