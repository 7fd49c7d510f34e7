// Support: a reason before anything is looked for or read; an order that one of two sellers' systems refuses is corrected, sent again and
// complete, seen by its buyer, both sellers and support.
import AxeBuilder from "@axe-core/playwright";
import { spawn, type ChildProcess } from "node:child_process";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { announceStatus, confirm, dialog, expect, findPart, list, open, signIn, test, type Page } from "./support";

/** A seller's order system: the program's sandbox, in a process of its own. */
async function startErp(): Promise<{ address: string; process: ChildProcess }> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const server = process.env.SERVER ?? "target/debug/counterpart";
  const sandbox = spawn(isAbsolute(server) ? server : join(root, server), ["sandbox-erp", "--listen", "127.0.0.1:0"]);
  const address = await new Promise<string>((resolve, reject) => {
    let said = "";
    sandbox.stdout.on("data", (chunk) => {
      said += chunk;
      const found = said.match(/at (http:\S+)/);
      if (found) resolve(found[1]);
    });
    sandbox.on("exit", () => reject(new Error(`the sandbox ended: ${said}`)));
    sandbox.on("error", reject);
  });
  return { address, process: sandbox };
}

/** Switches the connector of a seller whom no other story knows on or off. */
async function connect(admin: Page, address: string, on: boolean) {
  await open(admin, "/organisation/connector");
  await admin.getByLabel("Send bags to our order system").setChecked(on);
  await admin.getByLabel("Address", { exact: true }).fill(address);
  await admin.getByRole("button", { name: "Save connector" }).click();
  await expect(admin.getByText("Saved. It holds for the next order")).toBeVisible();
}

async function buy(buyer: Page, part: string) {
  await findPart(buyer, part);
  await buyer.getByRole("button", { name: "Buy at list price" }).click();
  await dialog(buyer).getByLabel("Quantity").fill("10");
  await confirm(buyer, "Buy at list price");
  await expect(buyer.getByRole("status").getByRole("link", { name: "Open line" })).toBeVisible();
}

/** Orders what is agreed; answers the order's number. */
async function order(buyer: Page, customerPo: string): Promise<string> {
  await open(buyer, "/checkout");
  await buyer.getByLabel("Your PO number").fill(customerPo);
  await buyer.getByRole("button", { name: /^Order for / }).click();
  await expect(buyer.getByRole("heading", { level: 1 })).toHaveText(/^Order O-\d+$/);
  return (await buyer.getByRole("heading", { level: 1 }).textContent())!.replace("Order ", "");
}

/** The bag that holds a part, on the page of its buyer or of support. */
const bagOf = (page: Page, part: string) => page.locator(".order-bag", { hasText: part });
const statusOf = (page: Page, part: string) => bagOf(page, part).locator(".pill").first();

/** The status of a bag on its seller's page. */
const ownStatus = (page: Page) => page.locator("main .cluster .pill").first();

/** A seller's page of its own bag. */
async function openBag(seller: Page, number: string) {
  await open(seller, `/connector/bags?search=${number}`);
  await seller.locator("a.row-link", { hasText: number }).click();
  await expect(seller.getByRole("heading", { level: 1 })).toHaveText(`Order ${number}`);
}

/** Looks for something with a reason. */
async function lookFor(support: Page, words: string, reason: string) {
  await support.getByLabel("Look for").fill(words);
  await support.getByLabel("Reason").fill(reason);
  await support.getByRole("button", { name: "Search" }).click();
  await expect(support.getByText(`Looked for “${words}” because: ${reason}`)).toBeVisible();
}

/** What may be done to a bag by hand, answered with a reason. */
async function byHand(page: Page, part: string, button: string, fill: Record<string, string> = {}) {
  await bagOf(page, part).getByRole("button", { name: button, exact: true }).click();
  for (const [label, text] of Object.entries(fill)) await dialog(page).getByLabel(label).fill(text);
  await dialog(page).getByLabel("Reason").fill("Told by phone");
  await confirm(page, button);
}

async function expectSound(page: Page) {
  const result = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
  expect(result.violations).toEqual([]);
}

const AWAY = "Sableridge Seal & Hose";

/** Has asked for nothing yet, so that an order holds what a story bought alone. */
const BUYER = "Noor van Dalen";

test("one of two sellers refuses, support corrects and sends again, and the order is complete", async ({ browser }) => {
  test.setTimeout(90_000);
  const erp = await startErp();
  const [jonas, darnell] = [await signIn(browser, "Jonas Keller"), await signIn(browser, "Darnell Whitaker")];
  await connect(darnell, `${erp.address}/orders`, true);
  try {
    const buyer = await signIn(browser, BUYER, { fresh: true });
    const [here, away] = [await list(jonas), await list(darnell)];
    await buy(buyer, here);
    await buy(buyer, away);
    // A PO number that the seller's system is told to refuse.
    const number = await order(buyer, "PO 7 sandbox:reject");

    // Buyer and sellers each see what is theirs.
    await expect(statusOf(buyer, here)).toHaveText("Accepted");
    await expect(statusOf(buyer, away)).toHaveText("Rejected");
    await openBag(jonas, number);
    await expect(ownStatus(jonas)).toHaveText("Accepted");
    for (const others of [away, AWAY]) expect(await jonas.locator("main").textContent()).not.toContain(others);
    await openBag(darnell, number);
    await expect(ownStatus(darnell)).toHaveText("Rejected");

    // Support finds it, and reads nothing of it before it says why.
    const support = await signIn(browser, "Saoirse Quinn", { fresh: true });
    await support.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Support", exact: true }).click();
    await expect(support.locator("tr", { hasText: number })).toContainText("Refused");
    await lookFor(support, number, "Corvane called: the PO is wrong");
    await expectSound(support);
    await support.locator("a.row-link", { hasText: number }).click();
    await expect(support.locator("main h2")).toHaveText("Why do you need to read it?");
    expect(await support.content()).not.toContain(away);
    await expect(support.getByLabel("Reason")).toHaveValue("Corvane called: the PO is wrong");
    await support.getByRole("button", { name: "Open", exact: true }).click();
    await expect(statusOf(support, away)).toHaveText("Rejected");
    await expect(bagOf(support, away)).toContainText("The sandbox was told to reject this order.");
    await expect(bagOf(support, here).getByRole("button")).toHaveCount(0);

    // One field is refused, then all are stored.
    await support.getByLabel("Customer PO", { exact: true }).fill("PO 2026-7");
    await support.getByLabel("Ship-to country").fill("1X");
    await support.locator("#correct-reason").fill("Typing error of the buyer");
    announceStatus(support, 422);
    await support.getByRole("button", { name: "Save corrections" }).last().click();
    await expect(support.locator(".field .error")).toContainText("two letters");
    await expect(support.getByLabel("Customer PO", { exact: true })).toHaveValue("PO 2026-7");
    await support.getByLabel("Ship-to country").fill("IE");
    await support.getByRole("button", { name: "Save corrections" }).last().click();
    await expect(support.locator("aside.summary")).toContainText("PO 2026-7");
    await expect(support.locator(".timeline")).toContainText("Typing error of the buyer");
    await expectSound(support);

    // Sent again, the seller's system takes it; everybody's open page says so.
    await byHand(support, away, "Send again");
    for (const page of [support, buyer]) {
      await expect(statusOf(page, away)).toHaveText("Accepted");
      await expect(page.locator(".timeline")).toContainText("Every bag has its answer");
    }
    await expect(ownStatus(darnell)).toHaveText("Accepted");
    await expect(buyer.locator("aside.summary")).toContainText("PO 2026-7");
    await expect(buyer.locator(".timeline")).toContainText("by Saoirse Quinn");
    await expect(support.getByText("A seller has accepted it")).toBeVisible();
    const held = (await (await fetch(`${erp.address}/orders`)).json()) as { revision: number; state: string }[];
    expect(held.map(({ revision, state }) => [revision, state])).toEqual([[1, "replaced"], [2, "accepted"]]);

    await support.getByRole("link", { name: "Cart history" }).click();
    await expect(support.locator("table.history")).toContainText("Accepted as SO-");
    const bertrand = await signIn(browser, "Bertrand Okafor", { at: "/support/log" });
    await expect(bertrand.locator("tr", { hasText: `Opened ${number}` })).toContainText("Corvane called: the PO is wrong");
    await expectSound(bertrand);
  } finally {
    await connect(darnell, "https://erp.sableridge.example/orders", false);
    erp.process.removeAllListeners("exit");
    erp.process.kill();
  }
});

test("an order is kept back, and goes on; a colleague's correction takes nothing that somebody types", async ({ browser }) => {
  test.setTimeout(90_000);
  const seller = await signIn(browser, "Darnell Whitaker");
  // Nobody answers there, so that the bag waits.
  await connect(seller, "http://127.0.0.1:9/orders", true);
  try {
    const buyer = await signIn(browser, BUYER, { fresh: true });
    const part = await list(seller);
    await buy(buyer, part);
    const number = await order(buyer, "PO 8");
    const support = await signIn(browser, "Saoirse Quinn", { at: "/support" });
    await lookFor(support, number, "Corvane wants to wait");
    await support.locator("a.row-link", { hasText: number }).click();
    await support.getByRole("button", { name: "Open", exact: true }).click();
    await support.getByRole("button", { name: "Keep back" }).click();
    await dialog(support).getByLabel("Reason").fill("The dock is closed");
    await confirm(support, "Keep back");
    await expect(support.getByText("This order is kept back")).toBeVisible();
    await expect(buyer.locator(".timeline")).toContainText("Kept back by support: The dock is closed");

    const colleague = await support.context().newPage();
    await colleague.goto(support.url());
    await support.getByLabel("Customer PO", { exact: true }).fill("PO 8a");
    await colleague.getByLabel("Terms code").fill("NET 30");
    await colleague.locator("#correct-reason").fill("Agreed by phone");
    await colleague.getByRole("button", { name: "Save corrections" }).last().click();
    await expect(support.getByText("A colleague corrected this order meanwhile")).toBeVisible();
    await expect(support.getByLabel("Customer PO", { exact: true })).toHaveValue("PO 8a");
    await support.getByRole("button", { name: "Begin with what is stored" }).click();
    await expect(support.getByLabel("Terms code")).toHaveValue("NET 30");
    await expect(support.getByLabel("Customer PO", { exact: true })).toHaveValue("PO 8");
    await colleague.close();

    await support.getByRole("button", { name: "Let it go on" }).click();
    await dialog(support).getByLabel("Reason").fill("The dock is open");
    await confirm(support, "Let it go on");
    await expect(buyer.locator(".timeline")).toContainText("No longer kept back: The dock is open");
    await byHand(support, part, "Mark as accepted", { "ERP order number": "SR-881" });
    await expect(statusOf(buyer, part)).toHaveText("Accepted");
    await expect(bagOf(buyer, part)).toContainText("SR-881");
  } finally {
    await connect(seller, "https://erp.sableridge.example/orders", false);
  }
});

test("without scripts an order is found and opened with a reason, and nobody else has the page", async ({ browser }) => {
  const support = await signIn(browser, "Saoirse Quinn", { javaScriptEnabled: false, at: "/support" });
  await support.getByLabel("Look for").fill("Halden");
  await support.getByLabel("Reason").fill("A call");
  await support.getByRole("button", { name: "Search" }).click();
  await expect(support.getByText("Looked for “Halden” because: A call")).toBeVisible();
  await support.locator("a.row-link").first().click();
  await support.getByRole("button", { name: "Open", exact: true }).click();
  await expect(support.getByText("Opened because: A call")).toBeVisible();
  const mara = await signIn(browser, "Mara Lindqvist");
  announceStatus(mara, 403);
  expect(await open(mara, "/support")).toBe(403);
});
