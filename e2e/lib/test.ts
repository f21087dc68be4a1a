import { test as base, type BrowserContext, type BrowserContextOptions, expect, type Page } from "@playwright/test";
import { DESK, KIOSK, PHONE } from "../browser";
import { PASSWORD } from "./county";
import { type Folder, type Server, startServer } from "./server";

export { expect };

/** What somebody sits at: a telephone in the hand, a desk, or a kiosk to stand before. */
export const AT = {
  phone: { viewport: PHONE, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  desk: { viewport: DESK, hasTouch: false, isMobile: false, deviceScaleFactor: 1 },
  kiosk: { viewport: KIOSK, hasTouch: true, isMobile: false, deviceScaleFactor: 1 },
} satisfies Record<string, BrowserContextOptions>;

/** Lets somebody else open a browser of their own; staff sign in first. Without a place they sit at what the test is for. */
export type Somebody = (login?: string, at?: BrowserContextOptions) => Promise<Page>;

interface Fixtures {
  /** Errors that this test provokes. One pattern: Playwright reads a list as a value with options. */
  expectedErrors: RegExp;
  /** Listens for errors of every page of a browser. */
  quiet: (context: BrowserContext) => void;
  somebody: Somebody;
}

interface WorkerFixtures {
  /** Whether the tests of a file move the server's clock on. Playwright never lets them share a worker, and so a server, with tests that do not. */
  movesClock: boolean;
  /** A file whose tests change what the whole county shares says its own name here: it gets a worker, and so a server, to itself. */
  apart: string;
  /** What the server starts on. */
  folder: Folder;
  server: Server;
}

/**
 * Playwright's `test` with a server for each worker, and with one more claim in every test: no page reports an error.
 * A test that provokes errors says so: `test.use({ expectedErrors: /401/ })`.
 */
export const test = base.extend<Fixtures, WorkerFixtures>({
  movesClock: [false, { option: true, scope: "worker" }],
  apart: ["", { option: true, scope: "worker" }],
  folder: ["demo", { option: true, scope: "worker" }],
  server: [
    async ({ movesClock, folder }, use) => {
      const server = await startServer(folder);
      const fixed = () => Promise.reject(new Error("a test that moves the clock says so: test.use({ movesClock: true })"));
      await use(movesClock ? server : { ...server, advance: fixed });
      await server.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  expectedErrors: [/(?!)/, { option: true }],
  quiet: [
    async ({ context, expectedErrors }, use) => {
      const errors: string[] = [];
      const note = (text: string) => {
        if (!expectedErrors.test(text)) errors.push(text);
      };
      const listen = (context: BrowserContext) => {
        context.on("weberror", (error) => note(String(error.error())));
        context.on("console", (message) => {
          if (message.type() === "error") note(`${message.text()} (${message.location().url})`);
        });
      };
      listen(context);
      await use(listen);
      expect(errors, "errors that pages reported").toEqual([]);
    },
    { auto: true },
  ],
  somebody: async ({ browser, quiet }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (login, at) => {
      const context = await browser.newContext(at);
      contexts.push(context);
      quiet(context);
      const page = await context.newPage();
      if (login) await signIn(page, login);
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

/** Signs in by the API, so that the page's next load finds the session. */
export async function signIn(page: Page, login: string, password = PASSWORD): Promise<void> {
  const answer = await page.request.post("/api/session", { data: { login, password } });
  expect(answer.ok(), `sign-in of ${login}: ${answer.status()}`).toBe(true);
}
