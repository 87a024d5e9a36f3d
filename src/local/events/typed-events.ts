import { EventEmitter } from 'node:events';

/**
 * Tells listeners what happens: `M` maps the name of each event to its data. An error of a listener becomes a warning
 * of the process and reaches nobody else.
 */
export class TypedEvents<M extends object> {
  private readonly emitter = new EventEmitter();

  public on<N extends keyof M & string>(name: N, listener: (data: M[N]) => void): this {
    this.emitter.on(name, (data: M[N]) => {
      try {
        listener(data);
      } catch (error) {
        process.emitWarning(`A listener of the local gateway's event "${name}" failed: ${(error as Error).stack}`);
      }
    });
    return this;
  }

  public emit<N extends keyof M & string>(name: N, data: M[N]): void {
    this.emitter.emit(name, data);
  }
}
