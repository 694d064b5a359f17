import { describe, expect, it } from "vitest";
import { collectBytes } from "~/domain/import/collect-bytes";
import { MAX_FILE_BYTES } from "~/domain/import/limits";

const MEGABYTE = 1024 * 1024;

describe("a file as it streams in", () => {
  it("is refused once it passes the limit: of 100 MB no more is asked for or kept than fits", async () => {
    let asked = 0;
    let closed = false;
    async function* hundredMegabytes() {
      try {
        for (; asked < 100; asked += 1) yield await Promise.resolve(new Uint8Array(MEGABYTE).fill(97));
      } finally {
        closed = true;
      }
    }
    const before = process.memoryUsage().arrayBuffers;
    const outcome = await collectBytes(hundredMegabytes());
    expect(outcome).toMatchObject({ ok: false, refusal: { reason: "The file is larger than 25 MB." } });
    expect(asked).toBe(MAX_FILE_BYTES / MEGABYTE);
    expect(closed).toBe(true);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 * MAX_FILE_BYTES);
  });

  it("is kept whole up to the limit", async () => {
    async function* pieces() {
      yield await Promise.resolve(new Uint8Array([1, 2]));
      yield new Uint8Array();
      yield new Uint8Array([3]);
    }
    const outcome = await collectBytes(pieces());
    expect(outcome.ok && [...outcome.value]).toEqual([1, 2, 3]);
  });
});
