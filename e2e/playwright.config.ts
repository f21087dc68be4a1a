import { defineConfig } from "@playwright/test";
import { projects, use } from "./browser";

/** `cargo xtask test e2e` runs this with the release server and a demo county. */
export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  forbidOnly: true,
  fullyParallel: false,
  retries: 0,
  workers: Number(process.env.WEFT_WORKERS ?? 2),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: { ...use, trace: "retain-on-failure", screenshot: "only-on-failure" },
  projects,
});
