import { test as base, expect, type Page } from "@playwright/test";
import { type Server, startServer } from "./server";

export { expect };

/**
 * Playwright's `test` with a server for each worker, and with one more claim in every test: the page reports no error.
 * A test that provokes errors says so: `test.use({ expectedErrors: [/401/] })`.
 */
export const test = base.extend<{ expectedErrors: RegExp[]; quiet: void }, { server: Server }>({
  server: [
    // Playwright reads the destructuring to see that nothing else is asked for.
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  expectedErrors: [[], { option: true }],
  quiet: [
    async ({ context, expectedErrors }, use) => {
      const errors: string[] = [];
      const note = (text: string) => {
        if (!expectedErrors.some((expected) => expected.test(text))) errors.push(text);
      };
      context.on("weberror", (error) => note(String(error.error())));
      context.on("console", (message) => {
        if (message.type() === "error") note(`${message.text()} (${message.location().url})`);
      });
      await use();
      expect(errors, "errors that pages reported").toEqual([]);
    },
    { auto: true },
  ],
});

/** Signs in by the API, so that the page's next load finds the session. */
export async function signIn(page: Page, login: string, password: string): Promise<void> {
  const answer = await page.request.post("/api/session", { data: { login, password } });
  expect(answer.ok(), `sign-in of ${login}: ${answer.status()}`).toBe(true);
}
