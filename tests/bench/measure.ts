/** One measurement against its limit, as it is printed and as `--json` gives it. */
export interface Result {
  name: string;
  unit: string;
  /** Medians over the runs. */
  ours: number;
  limit: number;
  /** ours ÷ limit: higher is better. */
  ratio: number;
  runs: { ours: number; limit: number }[];
  /** What the limit is, in words. */
  against: string;
}

export interface Contest {
  name: string;
  unit: string;
  against: string;
  runs: number;
  /** Each measures one run and returns how many units a second it did. */
  ours: () => number | Promise<number>;
  limit: () => number | Promise<number>;
}

/**
 * Runs ours and the limit in turn, so that whatever else the machine is doing meets both alike; which of them
 * goes first changes from run to run. One run of each beforehand warms up and is not counted.
 */
export async function measure({ name, unit, against, runs: count, ours, limit }: Contest): Promise<Result> {
  await ours();
  await limit();
  const runs: Result["runs"] = [];
  for (let index = 0; index < count; index += 1) {
    const first = index % 2 === 0 ? await ours() : await limit();
    const second = index % 2 === 0 ? await limit() : await ours();
    runs.push(index % 2 === 0 ? { ours: first, limit: second } : { ours: second, limit: first });
  }
  const medians = { ours: median(runs.map((run) => run.ours)), limit: median(runs.map((run) => run.limit)) };
  return { name, unit, against, runs, ...medians, ratio: medians.ours / medians.limit };
}

/** Does the work for a while and tells how many times a second it went. */
export function perSecond(work: () => void, { forMs, batch }: { forMs: number; batch: number }): number {
  const startedAt = process.hrtime.bigint();
  const until = startedAt + BigInt(forMs) * 1_000_000n;
  let done = 0;
  let at = startedAt;
  while (at < until) {
    for (let index = 0; index < batch; index += 1) work();
    done += batch;
    at = process.hrtime.bigint();
  }
  return (done * 1e9) / Number(at - startedAt);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] =
    sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : sorted.slice(middle - 1, middle + 1);
  return (low + high) / 2;
}
