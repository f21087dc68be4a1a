import { monthOffline } from "../lib/month";
import { expect, test } from "../lib/test";

/** `cargo xtask bench kiosk-month` does the same with as many as a kiosk can keep. */
const PEOPLE = 1_000;

// Without a network requests fail, and browsers note that.
test.use({ expectedErrors: /Failed to load resource/, movesClock: true });

test("1,000 people report at a kiosk that has no network for a month, and all arrive once", async ({ page, context, server, somebody }) => {
  test.setTimeout(900_000);
  const { served, arrived } = await monthOffline({ page, context, server, somebody }, PEOPLE);
  expect(new Set(served.map(({ code }) => code)).size).toBe(PEOPLE);
  expect([...arrived].sort()).toEqual(served.map(({ code }) => code).sort());
});
