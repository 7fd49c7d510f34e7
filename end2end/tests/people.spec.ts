// Who may come in, as whom, and for how long.
import { announceStatus, dialog, drawer, expect, interactive, open, signIn, test, visit, type Page } from "./support";

const member = (page: Page, name: string) => page.locator("tbody tr", { hasText: name }).filter({ has: page.getByRole("button", { name: "Change" }) });

test("a wrong password is refused in words", async ({ browser }) => {
  const guest = await visit(browser);
  await open(guest, "/sign-in", { live: false });
  await guest.getByLabel("E-mail").fill("mara@halden.example");
  await guest.getByLabel("Password").fill("not the password");
  announceStatus(guest, 422);
  await guest.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(guest.getByRole("alert")).toContainText("e-mail or password is wrong");
  await expect(guest.getByLabel("E-mail")).toHaveValue("mara@halden.example");
  await expect(guest).toHaveURL("/sign-in");
});

test("an administrator invites, the invited joins, gets another role and is suspended", async ({ browser }) => {
  const admin = await signIn(browser, "Anahera Tautari", { at: "/organisation" });
  await expect(admin.getByRole("heading", { level: 1 })).toHaveText("Kaimanawa Parts Pool");
  await admin.getByLabel("E-mail").fill("wiremu@kaimanawa.example");
  await admin.getByRole("group", { name: "Roles" }).last().getByRole("checkbox", { name: /^Buyer/ }).check();
  await admin.getByRole("button", { name: "Create invitation" }).click();
  const link = admin.getByRole("status").getByRole("link");
  await expect(admin.getByRole("status").filter({ hasText: "Send this link" })).toContainText("Send this link to wiremu@kaimanawa.example. It is shown only now.");
  await expect(admin.locator("section", { hasText: "Open invitations" }).last()).toContainText("wiremu@kaimanawa.example");

  // The invited joins in a browser of their own, after a refusal.
  const invited = await visit(browser);
  await open(invited, new URL((await link.getAttribute("href"))!).pathname, { live: false });
  await expect(invited.getByRole("heading", { name: "Join Kaimanawa Parts Pool" })).toBeVisible();
  await expect(invited.getByText("Anahera Tautari invites you as: Buyer.")).toBeVisible();
  await invited.getByLabel("Your name").fill("Wiremu Parata");
  await invited.getByLabel("Password").fill("short");
  announceStatus(invited, 422);
  await invited.getByRole("button", { name: "Join" }).click();
  await expect(invited.getByRole("alert")).toBeVisible();
  await expect(invited.getByLabel("Your name")).toHaveValue("Wiremu Parata");
  await invited.getByLabel("Password").fill("a long enough password");
  const live = invited.waitForResponse((response) => new URL(response.url()).pathname === "/live");
  await invited.getByRole("button", { name: "Join" }).click();
  await invited.waitForURL("**/connector/parts");
  await live;
  await expect(invited.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Shopping cart" })).toBeVisible();
  await expect(invited.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Requests" })).toHaveCount(0);

  // The link works once.
  const late = await visit(browser);
  announceStatus(late, 410);
  expect(await open(late, new URL((await link.getAttribute("href"))!).pathname, { live: false })).toBe(410);

  // The password opens the door again, in another browser.
  const again = await visit(browser);
  await open(again, "/sign-in?next=/connector/demands", { live: false });
  await again.getByLabel("E-mail").fill("wiremu@kaimanawa.example");
  await again.getByLabel("Password").fill("a long enough password");
  await again.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(again).toHaveURL("/connector/demands");
  await expect(again.getByRole("heading", { level: 1 })).toHaveText("Demands");

  // Another role holds at once, on the open pages too: one of them is no longer theirs to see.
  announceStatus(again, 403);
  await open(admin, "/organisation");
  await member(admin, "Wiremu Parata").getByRole("button", { name: "Change" }).click();
  await dialog(admin).getByRole("checkbox", { name: /^Buyer/ }).uncheck();
  await dialog(admin).getByRole("checkbox", { name: /^Seller/ }).check();
  await dialog(admin).getByRole("button", { name: "Save" }).click();
  await expect(dialog(admin)).toHaveCount(0);
  await expect(member(admin, "Wiremu Parata").locator('[data-fold="sub"]')).toHaveText("Seller");
  await expect(invited.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Requests" })).toBeVisible();
  await expect(invited.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Shopping cart" })).toHaveCount(0);
  await expect(again.locator("main")).toContainText("Your role does not include this page.");

  // A suspended member loses the open page.
  await open(invited, "/connector/requests");
  await expect(invited.getByRole("heading", { level: 1 })).toHaveText("Requests");
  for (const page of [invited, again]) announceStatus(page, 404);
  await member(admin, "Wiremu Parata").getByRole("button", { name: "Change" }).click();
  await dialog(admin).getByLabel("Suspended").check();
  await dialog(admin).getByRole("button", { name: "Save" }).click();
  await expect(member(admin, "Wiremu Parata")).toContainText("Suspended");
  await expect(invited.locator("main")).not.toContainText("Active");
  await expect(invited.locator("main")).toContainText("you do not belong to an organisation any more");
  await expect(invited.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Requests" })).toHaveCount(0);
});

test("an administrator cannot lock the organisation out", async ({ browser }) => {
  const admin = await signIn(browser, "Anahera Tautari", { at: "/organisation" });
  await member(admin, "Anahera Tautari").getByRole("button", { name: "Change" }).click();
  await dialog(admin).getByRole("checkbox", { name: /^Admin/ }).uncheck();
  announceStatus(admin, 422);
  await dialog(admin).getByRole("button", { name: "Save" }).click();
  await expect(dialog(admin).getByRole("alert")).toBeVisible();
});

test("an invitation that was revoked leads nowhere", async ({ browser }) => {
  const admin = await signIn(browser, "Delphine Marchetti", { at: "/organisation" });
  await admin.getByLabel("E-mail").fill("late@quillon.example");
  await admin.getByRole("group", { name: "Roles" }).last().getByRole("checkbox", { name: /^Seller/ }).check();
  await admin.getByRole("button", { name: "Create invitation" }).click();
  const path = new URL((await admin.getByRole("status").getByRole("link").getAttribute("href"))!).pathname;
  const invitation = admin.locator("tbody tr", { hasText: "late@quillon.example" });
  await invitation.getByRole("button", { name: "Revoke" }).click();
  await dialog(admin).getByRole("button", { name: "Revoke" }).click();
  await expect(invitation).toHaveCount(0);
  const late = await visit(browser);
  announceStatus(late, 410);
  expect(await open(late, path, { live: false })).toBe(410);
});

test("a person of two organisations acts in exactly one at a time", async ({ browser }) => {
  const noor = await signIn(browser, "Noor van Dalen", { fresh: true });
  const switcher = noor.getByLabel("Acting for");
  const names = (await switcher.locator("option").allInnerTexts()).map((name) => name.trim()).sort();
  expect(names).toEqual(["Corvane Regional Airways", "Qamar Rotorcraft"]);
  const chosen = () => switcher.evaluate((select: HTMLSelectElement) => select.selectedOptions[0].text.trim());
  const person = noor.locator("details.menu .menu-head").last();
  const first = await chosen();
  const other = names.find((name) => name !== first)!;
  await expect(person).toContainText(first);
  await open(noor, "/connector/shopping-cart");
  await Promise.all([noor.waitForEvent("load"), switcher.selectOption(other)]);
  await interactive(noor);
  await expect(noor).toHaveURL("/connector/shopping-cart");
  expect(await chosen()).toBe(other);
  await expect(person).toContainText(other);
});

test("signing out ends the session on every open page", async ({ browser }) => {
  const thuy = await signIn(browser, "Thuy Pham", { fresh: true, at: "/connector/requests" });
  const cookies = await thuy.context().cookies();
  await thuy.locator("summary.menu-person").click();
  await thuy.getByRole("button", { name: "Sign out" }).click();
  await expect(thuy).toHaveURL("/sign-in");
  await interactive(thuy);
  // The cookie's old value opens nothing.
  await thuy.context().addCookies(cookies);
  announceStatus(thuy, 401);
  expect(await open(thuy, "/connector/requests", { live: false })).toBe(401);
  await expect(drawer(thuy)).toHaveCount(0);
  await expect(thuy.locator("main")).toContainText("Sign in to see this page.");
});
