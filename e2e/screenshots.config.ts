import { defineConfig } from "@playwright/test";
import { KIOSK, projects, use } from "./browser";

/** `cargo xtask screenshots` runs this; pictures go to target/screenshots and, for some, docs/images. */
export default defineConfig({
  testDir: ".",
  testMatch: "screenshots.ts",
  outputDir: "test-results",
  retries: 0,
  workers: 1,
  timeout: 60_000,
  reporter: [["list"]],
  use,
  projects: [...(projects ?? []), { name: "kiosk", use: { viewport: KIOSK, hasTouch: true } }],
});
