import { type Month, monthOffline } from "../lib/month";
import { expect, test } from "../lib/test";

/** As many as a kiosk keeps. */
const PEOPLE = Number(process.env.WEFT_PEOPLE ?? 10_000);
/** How many of the first and the last people are looked at. */
const SOME = 50;

test.use({ expectedErrors: /Failed to load resource/, movesClock: true });

test("a kiosk's queue, filled without a network for a month", async ({ page, context, server, somebody }) => {
  const month = await monthOffline({ page, context, server, somebody }, PEOPLE);
  print(month);
  const codes = month.served.map(({ code }) => code);
  expect([...month.arrived].sort(), "all arrived once").toEqual(codes.sort());
});

function print({ served, operatorMs, drainMs, heap, storedBytes }: Month): void {
  const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1);
  const ms = served.map((one) => one.ms);
  const middle = (some: number[]) => Math.round([...some].sort((a, b) => a - b)[Math.floor(some.length / 2)] ?? Number.NaN);
  console.log(`${served.length} reports, all arrived once`);
  console.log(`from "send" to the receipt: ${middle(ms.slice(0, SOME))} ms for the first ${SOME}, ${middle(ms.slice(-SOME))} ms for the last (medians)`);
  console.log(`the operator's page with all of them waiting: ${Math.round(operatorMs)} ms`);
  console.log(`drain: ${(drainMs / 1000).toFixed(1)} s, ${Math.round((served.length / drainMs) * 1000)} a second`);
  console.log(`memory: ${megabytes(heap.few)} MB after ${SOME}, ${megabytes(heap.all)} MB after all; stored: ${megabytes(storedBytes)} MB`);
}
