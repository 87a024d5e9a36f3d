import { EventEmitter } from 'node:events';
import { printable } from '../problems/printable';

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
        const { stack } = error as Error;
        process.emitWarning(printable(`A listener of the local gateway's event "${name}" failed: ${stack}`));
      }
    });
    return this;
  }

  public emit<N extends keyof M & string>(name: N, data: M[N]): void {
    this.emitter.emit(name, data);
  }
}
