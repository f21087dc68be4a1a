import { defineConfig } from "@playwright/test";
import { KIOSK, projects, use } from "./browser";

/** What is measured at a kiosk. */
const AT_KIOSK = /kiosk-month\.ts$/;

/** `cargo xtask bench` runs this, one file of `measures` at a time. They print figures and claim nothing about them. */
export default defineConfig({
  testDir: "measures",
  outputDir: "test-results",
  retries: 0,
  workers: 1,
  timeout: 7_200_000,
  // Bounds for a busy machine, as in the tests.
  expect: { timeout: 20_000 },
  reporter: [["line"]],
  use,
  projects: [
    ...(projects ?? []).filter(({ name }) => name === "phone").map((phone) => ({ ...phone, testMatch: /\.ts$/, testIgnore: AT_KIOSK })),
    { name: "kiosk", use: { viewport: KIOSK, hasTouch: true }, testMatch: AT_KIOSK },
  ],
});
