import { v7 as uuid } from "uuid";
import { beforeEach, expect, it } from "vitest";
import type { DebtorId, MessageId, VendorId } from "~/domain/ids";
import { parseLinkKeys, verifyToken } from "~/domain/pay-link";
import { mintPayLink, payLinkUrl } from "~/services/pay-page/mint-pay-link.server";
import { makeDebtor } from "~tests/factories/debtor";
import { makeVendor } from "~tests/factories/vendor";
import { useDatabase } from "~tests/setup/database";

const database = useDatabase();
const keys = parseLinkKeys(`1:${Buffer.alloc(32, 7).toString("base64url")}`);
const now = new Date("2026-03-15T15:00:00.750Z");
let vendorId: VendorId;
let debtorId: DebtorId;

beforeEach(async () => {
  vendorId = (await makeVendor(database.db)).id;
  debtorId = (await makeDebtor(database.db, { vendorId })).id;
});

const mint = (
  messageId: MessageId | null,
  more: { lifetimeDays?: number; now?: Date; keys?: typeof keys } = {},
) =>
  database.db.asVendor(vendorId, (tx) =>
    mintPayLink(tx, { vendorId, debtorId, messageId, keys, now, ...more }),
  );

it("opens for sixty days unless told otherwise, to the second", async () => {
  expect((await mint(null)).expiresAt).toEqual(new Date("2026-05-14T15:00:00Z"));
  expect((await mint(null, { lifetimeDays: 2 })).expiresAt).toEqual(new Date("2026-03-17T15:00:00Z"));
});

it("keeps the row that its token speaks of, and not the token", async () => {
  const { linkId, token, expiresAt } = await mint(null);
  expect(verifyToken(keys, token)).toEqual({ linkId, expiresAt });
  const [row] = await database.admin`select * from pay_links where id = ${linkId}`;
  expect(row).toMatchObject({
    vendor_id: vendorId,
    debtor_id: debtorId,
    expires_at: expiresAt,
    revoked_at: null,
  });
  expect(JSON.stringify(row)).not.toContain(token);
});

it("is the same link and token when a message is tried again, and another for another message", async () => {
  const messageId = uuid() as MessageId;
  const first = await mint(messageId);
  const again = await mint(messageId, { now: new Date(now.getTime() + 3_600_000) });
  expect(again).toEqual(first);
  expect((await mint(uuid() as MessageId)).linkId).not.toBe(first.linkId);
  expect((await mint(null)).linkId).not.toBe((await mint(null)).linkId);
});

it("is the same link under a newer key, since the key only signs", async () => {
  const messageId = uuid() as MessageId;
  const first = await mint(messageId);
  const newer = parseLinkKeys(
    `2:${Buffer.alloc(32, 9).toString("base64url")},1:${Buffer.alloc(32, 7).toString("base64url")}`,
  );
  const again = await mint(messageId, { keys: newer });
  expect(again.linkId).toBe(first.linkId);
  expect(again.token).not.toBe(first.token);
  expect(verifyToken(newer, first.token)).toEqual(verifyToken(newer, again.token));
});

it("is not left behind by a transaction that fails", async () => {
  const messageId = uuid() as MessageId;
  const failing = database.db.asVendor(vendorId, async (tx) => {
    await mintPayLink(tx, { vendorId, debtorId, messageId, keys, now });
    throw new Error("The rest failed.");
  });
  await expect(failing).rejects.toThrow("The rest failed.");
  expect(await database.admin`select 1 from pay_links where message_id = ${messageId}`).toHaveLength(0);
});

it("cannot be made for another vendor's debtor", async () => {
  const other = await makeVendor(database.db);
  const minting = database.db.asVendor(other.id, (tx) =>
    mintPayLink(tx, { vendorId: other.id, debtorId, messageId: null, keys, now }),
  );
  await expect(minting).rejects.toThrow();
});

it("has an address of the portal's own", () => {
  expect(payLinkUrl("https://pay.example.com", "abc")).toBe("https://pay.example.com/p/abc");
});
