import { expectAccessible } from "../lib/axe";
import { expect, test } from "../lib/test";

for (const [bundle, path] of [
  ["residents", "/"],
  ["staff", "/staff/"],
] as const) {
  test(`the ${bundle}' page loads from the server, in Chinese, without an error`, async ({ page }) => {
    await page.goto(path);
    await expect(page.locator("html")).toHaveAttribute("lang", /^zh/);
    await expect(page.getByRole("main")).toBeVisible();
    await expectAccessible(page);
  });
}

test("a page's address can be opened directly, and an unknown one says so", async ({ page }) => {
  await page.goto("/no/such/page");
  await expect(page.getByRole("main")).toBeVisible();
});

test("an unknown API address answers with problem details, not with a page", async ({ request }) => {
  const answer = await request.get("/api/no-such-thing");
  expect(answer.status()).toBe(404);
  expect(answer.headers()["content-type"]).toContain("application/problem+json");
});
