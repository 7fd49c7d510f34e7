// What the merchant's admin sets for everybody: stored, refused, and never overwritten unseen.
import { announceStatus, expect, open, signIn, test } from "./support";

const PAGE = "/admin/settings";
const WEEKS = "Weeks until any other cart is purged";
const NOTICE = "Weeks before the purge at which notice is given";

test("the merchant's admin changes the settings of shared carts, and two of them never overwrite each other", async ({ browser }) => {
  const one = await signIn(browser, "Bertrand Okafor", { fresh: true });
  await one.getByRole("link", { name: "Settings" }).click();
  await expect(one.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
  await expect(one.getByLabel("Carts can be shared")).toBeChecked();
  const other = await signIn(browser, "Bertrand Okafor", { fresh: true, at: PAGE });

  await one.getByLabel(WEEKS).fill("10");
  await one.getByRole("button", { name: "Save settings" }).click();
  await expect(one.getByText("Saved. It holds from now on.")).toBeVisible();
  await expect(one.getByText(/others after 10 weeks/)).toBeVisible();
  const change = one.locator("#changes tbody tr").first();
  await expect(change).toContainText("Bertrand Okafor");
  await expect(change).toContainText("Weeks until purge due: 8 → 10");

  announceStatus(other, 409);
  await other.getByLabel(WEEKS).fill("12");
  await other.getByRole("button", { name: "Save settings" }).click();
  await expect(other.locator(".notice.is-error")).toBeVisible();
  await expect(other.getByText(/others after 10 weeks/)).toBeVisible();
  await expect(other.getByLabel(WEEKS)).toHaveValue("12");

  announceStatus(other, 422);
  await other.getByLabel(NOTICE).fill("12");
  await other.getByRole("button", { name: "Save settings" }).click();
  await expect(other.locator(".field .error")).toBeVisible();
  await other.getByLabel(NOTICE).fill("1");
  await other.getByLabel(WEEKS).fill("8");
  await other.getByRole("button", { name: "Save settings" }).click();
  await expect(other.getByText(/others after 8 weeks/)).toBeVisible();
});

test("without scripts the settings are stored, and a refused form keeps what was typed", async ({ browser }) => {
  const bertrand = await signIn(browser, "Bertrand Okafor", { javaScriptEnabled: false, at: PAGE });
  await bertrand.getByLabel(WEEKS).fill("none");
  await bertrand.getByRole("button", { name: "Save settings" }).click();
  await expect(bertrand.locator(".field .error")).toContainText("“none” is not a whole number");
  await expect(bertrand.getByLabel(WEEKS)).toHaveValue("none");
  await bertrand.getByLabel(WEEKS).fill("8");
  await bertrand.getByRole("button", { name: "Save settings" }).click();
  await expect(bertrand.getByText("Saved. It holds from now on.")).toBeVisible();
});

test("nobody else has settings", async ({ browser }) => {
  const mara = await signIn(browser, "Mara Lindqvist");
  await expect(mara.getByRole("link", { name: "Settings" })).toHaveCount(0);
  announceStatus(mara, 403);
  expect(await open(mara, PAGE)).toBe(403);
});
