import { existsSync, writeFileSync } from "node:fs";
import { setFailpointHook } from "~/services/failpoint.server";

/**
 * For tests of crashes, never in production: at the first pass of the failpoint that `setting` names, this
 * process dies as by SIGKILL. With `name@file` it writes the file instead and stands still until somebody has
 * removed it, so that something else can die meanwhile.
 */
export function armFailpoint(setting: string): void {
  const [name, file] = setting.split("@");
  setFailpointHook((reached) => {
    if (reached !== name) return;
    setFailpointHook(null);
    if (file === undefined) {
      process.kill(process.pid, "SIGKILL");
      stand(10_000); // The signal may take a moment to arrive; nothing may happen in it.
      return;
    }
    writeFileSync(file, reached);
    while (existsSync(file)) stand(20);
  });
}

function stand(forMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
}
