import { randomUUID } from "node:crypto";
import { loginOf, PLACES } from "../lib/county";
import { reportByApi } from "../lib/push";
import { ticket } from "../lib/report";
import { expect, test } from "../lib/test";
import { figures } from "./figures";

const CHANGES = 20;

test("a change on one device, until another shows it", async ({ page: resident, somebody }) => {
  await resident.goto("/mine");
  const grid = PLACES.find(({ tier }) => tier === "grid")!;
  const kinds: Record<"accepted" | "told", number[]> = { accepted: [], told: [] };
  const [one, two] = await Promise.all([0, 1].map(async () => {
    const text = "两台设备的第一件（测试员甲）。";
    const id = await reportByApi(resident.request, { category: "other.idea", at: grid.middle, text });
    return somebody(loginOf((await ticket(resident, id)).charge?.holder.name ?? ""));
  }));
  for (const member of [one!, two!]) {
    await member.goto("/staff/today");
    await expect(member.getByRole("article").first()).toBeVisible();
  }
  for (let change = 0; change < CHANGES; change += 1) {
    const text = `第 ${change + 1} 次改动 ${randomUUID()}（测试员甲）。`;
    const id = await reportByApi(resident.request, { category: "other.idea", at: grid.middle, text });
    await two!.goto(`/staff/ticket/${id}`);
    await expect(two!.getByText("待接单").first()).toBeVisible();
    await one!.goto(`/staff/ticket/${id}`);
    const accept = one!.getByRole("button", { name: "接单" });
    await expect(accept).toBeVisible();
    const answered = one!.waitForResponse((answer) => answer.url().endsWith("/api/push"));
    const pressed = performance.now();
    const seen = expect(two!.getByRole("button", { name: "办结" })).toBeVisible().then(() => performance.now());
    await accept.click();
    await answered;
    const accepted = performance.now();
    const shown = await seen;
    kinds.accepted.push(shown - accepted);
    kinds.told.push(shown - pressed);
  }
  console.log(`from the server's answer to one device until the other shows it: ${figures(kinds.accepted)}`);
  console.log(`from the press on one device until the other shows it: ${figures(kinds.told)}`);
});
