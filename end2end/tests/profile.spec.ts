// A person's own page: which e-mails they get, and tokens for programs, with scripts and without.
import { announceStatus, expect, open, signIn, test, type Page } from "./support";

const ORDERS = "/ccstore/v1/orders";

/** What the interface answers to a program with this token. */
async function asked(page: Page, token: string): Promise<number> {
  const answer = await page.request.get(ORDERS, { headers: { authorization: `Bearer ${token}` } });
  return answer.status();
}

test("a person chooses their e-mails, makes a token, uses it and revokes it", async ({ browser }) => {
  const mara = await signIn(browser, "Mara Lindqvist", { fresh: true });
  await mara.locator("summary.menu-person").click();
  await mara.getByRole("link", { name: "Profile" }).click();
  await expect(mara.getByRole("heading", { level: 1, name: "Profile" })).toBeVisible();

  const notice = mara.getByLabel(/^Shared Cart Purge Imminent/);
  await expect(notice).not.toBeChecked();
  await notice.check();
  await mara.getByRole("button", { name: "Save" }).click();
  await expect(mara.getByText("Saved.")).toBeVisible();
  await open(mara, "/profile");
  await expect(notice).toBeChecked();

  await mara.getByLabel("Name", { exact: true }).fill("Nightly export");
  await mara.getByRole("button", { name: "Create token" }).click();
  const token = await mara.locator("[data-token]").innerText();
  expect(token).toMatch(/^cpt_[\w-]{43}$/);
  await expect(mara.getByRole("row", { name: /Nightly export/ })).toContainText("Active");
  expect(await asked(mara, token)).toBe(200);

  await open(mara, "/profile");
  await expect(mara.locator("[data-token]")).toHaveCount(0);
  expect(await mara.content()).not.toContain(token);

  // The same name again is refused, and what was typed stays.
  announceStatus(mara, 422);
  await mara.getByLabel("Name", { exact: true }).fill("Nightly export");
  await mara.getByRole("button", { name: "Create token" }).click();
  await expect(mara.getByText("you have a token of this name")).toBeVisible();
  await expect(mara.getByLabel("Name", { exact: true })).toHaveValue("Nightly export");

  await mara.getByRole("row", { name: /Nightly export/ }).getByRole("button", { name: "Revoke" }).click();
  await mara.getByRole("button", { name: "Revoke token" }).click();
  await expect(mara.getByRole("row", { name: /Nightly export/ })).toContainText("Revoked");
  expect(await asked(mara, token)).toBe(401);
});

test("without scripts a token is shown once, and a refused form keeps what was typed", async ({ browser }) => {
  const jonas = await signIn(browser, "Jonas Keller", { javaScriptEnabled: false, at: "/profile" });
  await jonas.getByLabel(/^New request/).check();
  await jonas.getByRole("button", { name: "Save" }).click();
  await expect(jonas.getByText("Saved.")).toBeVisible();
  await expect(jonas.getByLabel(/^New request/)).toBeChecked();

  await jonas.getByLabel("Name", { exact: true }).fill("Stock feed");
  await jonas.getByRole("button", { name: "Create token" }).click();
  const token = await jonas.locator("[data-token]").innerText();
  expect(token).toMatch(/^cpt_[\w-]{43}$/);
  expect(jonas.url()).not.toContain(token);
  // He sells: the token opens the door, and his role what is behind it.
  expect(await asked(jonas, token)).toBe(403);
  await open(jonas, "/profile", { scripts: false });
  await expect(jonas.locator("[data-token]")).toHaveCount(0);

  await jonas.getByLabel("Name", { exact: true }).fill("Stock feed");
  await jonas.getByRole("button", { name: "Create token" }).click();
  await expect(jonas.getByText("you have a token of this name")).toBeVisible();
  await expect(jonas.getByLabel("Name", { exact: true })).toHaveValue("Stock feed");
});
