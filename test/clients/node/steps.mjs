/** Writes one line of JSON: what the library returned, the errcode it refused with, or what else it threw. */
export async function step(name, act) {
  try {
    const returned = (await act()) ?? null;
    print({ step: name, returned });
    return returned;
  } catch (error) {
    print(typeof error.code === "number" ? { step: name, refused: error.code } : { step: name, failed: String(error.stack) });
    return null;
  }
}

/** Asks until `done`, for a while; returns the last answer. */
export async function until(ask, done) {
  for (let attempt = 0; ; attempt++) {
    const answer = await ask();
    if (done(answer) || attempt === 100) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
