import type { CallbackSwitch } from "../changes.js";
import type { CallbackOptions } from "../options.js";

/** Where an account's events go and what signs them. A change of the secrets can be gradual, as WeChat's is. */
export class CallbackLine {
  private former: Pick<CallbackOptions, "token" | "encodingAesKey"> | null = null;
  private formerFor = 0;

  constructor(private options: CallbackOptions | null) {}

  get current(): CallbackOptions | null {
    return this.options;
  }

  /** How many more events the former secrets sign. */
  get formerSecretsFor(): number {
    return this.formerFor;
  }

  change({ callback, formerSecretsFor }: CallbackSwitch): void {
    const { options } = this;
    this.former = options && { token: options.token, encodingAesKey: options.encodingAesKey };
    this.formerFor = this.former && callback ? formerSecretsFor : 0;
    this.options = callback;
  }

  /** The settings for one event and all its tries. Those of a gradual change are used up by asking. */
  forNextEvent(): CallbackOptions | null {
    if (!this.options || !this.former || this.formerFor === 0) return this.options;
    this.formerFor--;
    const { token, encodingAesKey } = this.former;
    return { ...this.options, token, encodingAesKey: encodingAesKey ?? this.options.encodingAesKey };
  }
}
