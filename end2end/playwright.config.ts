// Browser tests in Debian's Chromium against a demo server that Playwright starts and stops.
import { defineConfig } from "@playwright/test";

const baseURL = process.env.BASE_URL ?? "http://127.0.0.1:3100";
const server = process.env.SERVER ?? "target/debug/counterpart";

export default defineConfig({
  testDir: "./tests",
  outputDir: "./test-results",
  timeout: 45_000,
  expect: { timeout: 7_000 },
  forbidOnly: !!process.env.CI,
  workers: 1,
  // A second try on a machine that is shared tells a slow moment from a fault; the report names both.
  retries: process.env.CI ? 1 : 0,
  reporter: [["list"]],
  webServer: {
    command: `${server} serve --demo --listen ${new URL(baseURL).host}`,
    cwd: "..",
    url: `${baseURL}/health`,
    timeout: 120_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
    env: { RUST_LOG: "warn", COUNTERPART_MAIL_DIR: "target/e2e-mail" },
  },
  use: {
    baseURL,
    browserName: "chromium",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
    screenshot: "only-on-failure",
    trace: "off",
  },
});
