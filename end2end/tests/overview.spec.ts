// Dashboards of both sides and the price history of a part: what waits, live, and nobody else's.
import AxeBuilder from "@axe-core/playwright";
import {
  addToCart, announceStatus, begin, confirm, drawer, expect, list, newLine, offer, open, signIn, test, type Page,
} from "./support";

const STILL = { reducedMotion: "reduce" } as const;

/** The number above the rows that carries a label. */
function stat(page: Page, label: string) {
  return page.locator("a.stat", { hasText: label }).locator(".stat-value");
}

async function count(page: Page, label: string): Promise<number> {
  return Number(await stat(page, label).textContent());
}

function part(page: Page, name: string) {
  return page.getByRole("region", { name });
}

test("an offer reaches the buyer's overview while it is looked at, and leads to its line", async ({ browser }) => {
  const { buyer, seller, part: number } = await newLine(browser);
  await open(buyer, "/connector");
  await expect(buyer.getByRole("heading", { level: 1 })).toHaveText("Overview");
  const [offers, waiting, unread] = [await count(buyer, "Offers to answer"), await count(buyer, "Waiting for a price"), await count(buyer, "Replies not read")];
  await offer(seller, "7.25");
  await expect(stat(buyer, "Offers to answer")).toHaveText(String(offers + 1));
  await expect(stat(buyer, "Waiting for a price")).toHaveText(String(waiting - 1));
  await expect(stat(buyer, "Replies not read")).toHaveText(String(unread + 1));
  const reply = part(buyer, "Replies not read").getByRole("link", { name: number });
  await expect(reply).toContainText("Orbit Aero Supply offered 7.25 EUR each");
  await reply.click();
  await expect(drawer(buyer).locator("h2").first()).toContainText(number);
  // Looked at: it is read.
  await open(buyer, "/connector");
  await expect(stat(buyer, "Replies not read")).toHaveText(String(unread));
});

test("a new request reaches the seller's overview, and an answer takes it away", async ({ browser }) => {
  const seller = await signIn(browser, "Jonas Keller");
  const buyer = await signIn(browser, "Mara Lindqvist");
  const number = await list(seller);
  await open(seller, "/connector");
  const requests = await count(seller, "Requests without a price");
  const id = await addToCart(buyer, number);
  await expect(stat(seller, "Requests without a price")).toHaveText(String(requests + 1));
  const second = await seller.context().newPage();
  await second.goto(`/connector/requests/lines/${id}`);
  await offer(second, "3.10");
  await expect(stat(seller, "Requests without a price")).toHaveText(String(requests));
  await second.close();
});

test("each chart is a picture with a name and has its figures in a table behind it", async ({ browser }) => {
  const jonas = await signIn(browser, "Jonas Keller", { at: "/connector" });
  const ages = jonas.getByRole("img", { name: /^How long requests have waited/ });
  await expect(ages).toBeVisible();
  const figure = jonas.locator("figure", { has: ages });
  await figure.getByText("As a table").click();
  await expect(figure.getByRole("row")).toHaveCount(6);
  const numbers = await figure.locator("tbody td").allTextContents();
  const sum = numbers.reduce((sum, number) => sum + Number(number), 0);
  expect(String(sum)).toBe(await stat(jonas, "Requests without a price").textContent());
  // Currencies are never added: each chart names its own.
  const charts = jonas.locator("figure", { has: jonas.getByRole("img", { name: /^Agreed with buyers/ }) });
  for (const figure of await charts.all()) {
    const title = (await figure.locator("strong").textContent())!;
    const currency = title.slice(-3);
    await figure.getByText("As a table").click();
    for (const text of await figure.locator("tbody td").allTextContents()) expect(text).toMatch(new RegExp(` ${currency}$`));
  }
});

test("an opened table stays open while the page follows the other side", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  await open(buyer, "/connector");
  const figure = buyer.locator("figure").first();
  await figure.getByText("As a table").click();
  const before = await count(buyer, "Offers to answer");
  await offer(seller, "7.25");
  await expect(stat(buyer, "Offers to answer")).toHaveText(String(before + 1));
  await expect(figure.locator("details")).toHaveAttribute("open", "");
});

test("one sees the halves of one's own roles only", async ({ browser }) => {
  const mara = await signIn(browser, "Mara Lindqvist", { at: "/connector" });
  await expect(part(mara, "Buying")).toBeVisible();
  await expect(part(mara, "Selling")).toHaveCount(0);
  const jonas = await signIn(browser, "Jonas Keller", { at: "/connector" });
  await expect(part(jonas, "Selling")).toBeVisible();
  await expect(part(jonas, "Buying")).toHaveCount(0);
});

test("what was agreed for a part stands on its page for the two who agreed, and for nobody else", async ({ browser }) => {
  const { buyer, seller, part: number } = await newLine(browser);
  await offer(seller, "21.50");
  await begin(buyer, "Accept offer");
  await confirm(buyer, "Accept offer");
  await drawer(buyer).getByRole("link", { name: "What you agreed for this part before" }).click();
  const history = part(buyer, "Price history");
  await expect(history.getByRole("row", { name: /Orbit Aero Supply/ })).toContainText("21.50 EUR");
  await expect(history.getByRole("img", { name: /^Paid for one, in EUR/ })).toBeVisible();
  await history.getByRole("row", { name: /Orbit Aero Supply/ }).getByRole("link").click();
  await expect(buyer).toHaveURL(/\/connector\/transactions\//);
  const path = `/connector/parts/${number.replaceAll("-", "")}`;
  await open(seller, path);
  await expect(part(seller, "Price history").getByRole("row", { name: /21.50 EUR/ })).toContainText("10 EA");
  await expect(seller.getByRole("link", { name: "Sign in to negotiate" })).toHaveCount(0);
  for (const name of ["Petr Vaněk", "Emil Strand"]) {
    const other = await signIn(browser, name);
    await open(other, path);
    await expect(part(other, "Price history")).toHaveCount(0);
    await expect(other.locator("main")).not.toContainText("21.50");
  }
});

test("the overview is accessible in both themes and fits a phone", async ({ browser }) => {
  for (const name of ["Mara Lindqvist", "Jonas Keller"]) {
    const page = await signIn(browser, name, { ...STILL, at: "/connector" });
    for (const theme of ["light", "dark"]) {
      await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
      const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
      expect(violations.map(({ id, nodes }) => `${name} ${theme} ${id} ${nodes[0].html.slice(0, 120)}`)).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  }
});

test("the overview reads without scripts", async ({ browser }) => {
  const mara = await signIn(browser, "Mara Lindqvist", { javaScriptEnabled: false, at: "/connector" });
  await expect(part(mara, "Buying")).toBeVisible();
  await expect(mara.getByRole("img", { name: /^Agreed with sellers/ }).first()).toBeVisible();
});

test("who neither buys nor sells is told so", async ({ browser }) => {
  const support = await signIn(browser, "Saoirse Quinn");
  announceStatus(support, 403);
  expect(await open(support, "/connector")).toBe(403);
});

test("times are the reader's own", async ({ browser }) => {
  const kolkata = await signIn(browser, "Mara Lindqvist", { timezoneId: "Asia/Kolkata", at: "/connector/transactions" });
  const time = kolkata.locator("main time").first();
  await expect(time).toHaveAttribute("title", /\+05:30$/);
  const [machine, title] = [await time.getAttribute("datetime"), await time.getAttribute("title")];
  const ahead = new Date(Date.parse(machine!) + 5.5 * 3_600_000).toISOString();
  expect(title).toBe(`${ahead.slice(0, 10)} ${ahead.slice(11, 16)} +05:30`);
  await expect(time).toHaveText(ahead.slice(0, 10));
});

test("a notification is read once it was opened without scripts", async ({ browser }) => {
  const { buyer, seller, part: number } = await newLine(browser);
  // Nobody looks at the line.
  await open(buyer, "/connector/parts");
  await offer(seller, "9.90");
  const mara = await signIn(browser, "Mara Lindqvist", { javaScriptEnabled: false, at: "/notifications" });
  const note = mara.getByRole("listitem").filter({ hasText: `9.90 EUR each for ${number}` });
  await expect(note).toHaveClass(/is-unread/);
  await note.getByRole("link").click();
  await expect(drawer(mara).locator("h2").first()).toContainText(number);
  await mara.goto("/notifications");
  await expect(note).not.toHaveClass(/is-unread/);
});

test("without scripts the page says what a form did, and no address can make it say so", async ({ browser }) => {
  const number = await list(await signIn(browser, "Jonas Keller"));
  const mara = await signIn(browser, "Mara Lindqvist", { javaScriptEnabled: false });
  await open(mara, `/connector/parts/${number.replaceAll("-", "")}`, { scripts: false });
  await mara.getByRole("button", { name: "Add to cart" }).click();
  await expect(mara.locator("main").getByRole("status").first()).toContainText("In your cart. The seller has been told.");
  await mara.getByRole("link", { name: "Open line" }).click();
  await expect(drawer(mara).locator("h2").first()).toContainText(number);
  await open(mara, "/connector/demands?done=demand&error=Call+us", { scripts: false });
  await expect(mara).toHaveURL("/connector/demands");
  await expect(mara.locator("main")).not.toContainText("The demand is open.");
});
