import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
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
  const members: Page[] = [];
  // One after the other: the first answer gives the session that both belong to.
  for (const which of ["一", "二"]) {
    const text = `两台设备的第${which}件（测试员甲）。`;
    const id = await reportByApi(resident.request, { category: "other.idea", at: grid.middle, text });
    members.push(await somebody(loginOf((await ticket(resident, id)).charge?.holder.name ?? "")));
  }
  const [one, two] = members;
  for (const member of members) {
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
    // What can be done to a matter that somebody has accepted is no longer to accept it.
    const seen = two!.getByRole("button", { name: "接单" }).waitFor({ state: "hidden" }).then(() => performance.now());
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
