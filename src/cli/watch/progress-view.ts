import cliProgress from "cli-progress";
import { onExit } from "../interrupt.js";
import { duration, grouping } from "../progress.js";
import type { OutputStream } from "../terminal.js";
import type { WatchMassSendSubscription } from "./operations.generated.js";

/** MassSendProgress as the subscription gives it. */
export type MassSendState = WatchMassSendSubscription["massSendProgress"];

export interface ProgressView {
  show(state: MassSendState): void;
  /** A remark between two states, such as a lost connection. */
  note(text: string): void;
  end(): void;
}

/** JSON lines, a bar on a terminal, or plain lines elsewhere. */
export function progressView(json: boolean, stdout: OutputStream, stderr: OutputStream): ProgressView {
  const note = (text: string) => stderr.write(`${text}\n`);
  if (json) return { show: (state) => stdout.write(`${JSON.stringify(state)}\n`), note, end: () => undefined };
  if (stdout.isTTY) return barView(stdout);
  return { show: (state) => stdout.write(`${describe(state)}\n`), note, end: () => undefined };
}

/** One line that says it all; the time left only while there is something to wait for. */
export function describe(state: MassSendState): string {
  const { status, accepted, recipients, batches, batchesFinished, batchesFailed, batchesUnknown, etaSeconds } = state;
  const parts = [
    `${status.padEnd(16)} ${grouping(accepted)}/${grouping(recipients)} accepted`,
    `${grouping(state.sent)} sent`,
    `${grouping(state.filtered)} filtered`,
    `${grouping(state.failed)} failed`,
    `batches ${batchesFinished}/${batches} finished`,
  ];
  if (batchesFailed > 0) parts.push(`${batchesFailed} refused`);
  if (batchesUnknown > 0) parts.push(`${batchesUnknown} unknown`);
  if (etaSeconds !== null) parts.push(`about ${duration(etaSeconds)} left`);
  return parts.join(" | ");
}

function barView(stream: OutputStream): ProgressView {
  const bar = new cliProgress.SingleBar(
    { format: "{bar} {line}", stream, hideCursor: true, barsize: 20, linewrap: null },
    cliProgress.Presets.shades_classic,
  );
  let started = false;
  const stop = () => {
    if (started) bar.stop();
    started = false;
  };
  const unhook = onExit(stop);
  return {
    show: (state) => {
      if (!started) bar.start(Math.max(1, state.recipients), 0, { line: "" });
      started = true;
      bar.setTotal(Math.max(1, state.recipients));
      bar.update(state.accepted, { line: describe(state) });
    },
    note: (text) => {
      stop();
      stream.write(`${text}\n`);
    },
    end: () => {
      unhook();
      stop();
    },
  };
}
