// Pictures of every page and state in every way of looking at it: `npm run screenshots`, then open
// end2end/screenshots/index.html. Not a test: it fails only if a page cannot be reached. A server that runs already is used.
import stories from "../playwright.config";

export default {
  ...stories,
  testDir: ".",
  testMatch: "screenshots.ts",
  timeout: 5_400_000,
  retries: 0,
  outputDir: "../test-results/gallery",
  webServer: { ...stories.webServer, cwd: "../..", reuseExistingServer: true },
};
