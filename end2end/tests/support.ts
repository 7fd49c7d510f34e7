// What every story needs: people in browser windows of their own, watched for anything that goes wrong unseen.
import { test as base, expect, type Browser, type BrowserContext, type BrowserContextOptions, type Locator, type Page } from "@playwright/test";

export { expect };
export type { Browser, Locator, Page };

const ORIGIN = process.env.BASE_URL ?? "http://127.0.0.1:3100";

/** What went wrong in a window, and what its test said would. */
interface Watch {
  problems: string[];
  announced: { pattern: RegExp; seen: boolean }[];
}

const watches = new Map<Page, Watch>();

/** Ends every test by looking at all its windows: one unexpected message, error or failed request fails it. */
export const test = base.extend<{ watched: void }>({
  watched: [
    async ({}, use) => {
      watches.clear();
      await use();
      const faults: string[] = [];
      for (const [page, watch] of watches) {
        // A round trip: what the window had to say until now has arrived.
        if (!page.isClosed()) await page.evaluate(() => null);
        for (const { pattern, seen } of watch.announced) {
          if (!seen) watch.problems.push(`announced, but never seen: ${pattern}`);
        }
        faults.push(...watch.problems);
        const context = page.context();
        await (kept.has(context) ? page.close() : context.close());
      }
      expect(faults, "nothing goes wrong unseen").toEqual([]);
    },
    { auto: true },
  ],
});

/** A new window of a guest. */
export async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  return newWindow(await newContext(browser, options), options.javaScriptEnabled !== false);
}

async function newContext(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: ORIGIN, viewport: { width: 1440, height: 900 }, ...options });
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
    // The router listens for "popstate" as soon as scripts run, and each form for its own submission: see `interactive`.
    const add = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function (...args) {
      if (args[0] === "popstate") setTimeout(() => setTimeout(() => ((window as any).isStarted = true)));
      if (args[0] === "submit") (this as any).isListening = true;
      return add.apply(this, args);
    };
  });
  return context;
}

async function newWindow(context: BrowserContext, scripts = true): Promise<Page> {
  const page = await context.newPage();
  watch(page, scripts);
  return page;
}

function watch(page: Page, scripts: boolean) {
  const watch: Watch = { problems: [], announced: [] };
  const note = (problem: string) => {
    const announced = watch.announced.find(({ pattern }) => pattern.test(problem));
    if (announced) announced.seen = true;
    else watch.problems.push(`${problem} (at ${page.url()})`);
  };
  watches.set(page, watch);
  page.on("console", (message) => {
    // The same: what is fetched ahead and never run.
    if (!scripts && /counterpart\.wasm was preloaded using link preload but not used/.test(message.text())) return;
    if (["error", "warning"].includes(message.type())) {
      note(`console ${message.type()}: ${message.text()} ${message.location().url}`);
    }
  });
  page.on("pageerror", (error) => note(`page error: ${error}`));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // Whoever leaves a page no longer waits for what it was reading, and marks it as seen the next time; what it was
    // sending must arrive.
    const path = new URL(request.url()).pathname;
    const isRead = /^\/(live|\w+\.svg|(fonts|pkg|files)\/.+|api\/negotiation\/(typing|mark_seen)|api\/cart\/present|api\/\w+\/(load|search|verify)_\w+)$/.test(path) && reason === "net::ERR_ABORTED";
    // Where no script may run the browser gives up fetching them.
    const isScript = !scripts && /^\/pkg\/counterpart\.(js|wasm)$/.test(path);
    if (!isRead && !isScript) note(`request failed: ${request.method()} ${request.url()} ${reason}`);
  });
}

/** This window will be answered with a status such as 404; it fails the test if it is not. */
export function announceStatus(page: Page, status: number) {
  const pattern = new RegExp(`the server responded with a status of ${status} `);
  const { announced } = watches.get(page)!;
  if (!announced.some((known) => known.pattern.source === pattern.source)) announced.push({ pattern, seen: false });
}

/** Browsers of people who signed in before: a story about parts need not sign in anew. */
const kept = new Set<BrowserContext>();
const browsers = new Map<string, BrowserContext>();

interface SignIn extends BrowserContextOptions {
  /** Where to go first. */
  at?: string;
  /** Signs in by the page even if a session of an earlier story could be used; it may be ended or changed. */
  fresh?: boolean;
}

/** A new window of a person of the demo marketplace, in a browser of their own. */
export async function signIn(browser: Browser, name: string, { at, fresh, ...options }: SignIn = {}): Promise<Page> {
  const isOwn = fresh || Object.keys(options).length > 0;
  const known = isOwn ? undefined : browsers.get(name);
  if (known) {
    const page = await newWindow(known);
    await open(page, at ?? "/connector/parts");
    return page;
  }
  const context = await newContext(browser, options);
  const scripts = options.javaScriptEnabled !== false;
  const page = await newWindow(context, scripts);
  await open(page, "/sign-in", { live: false, scripts });
  const live = scripts ? liveStream(page) : null;
  await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
  await page.waitForURL("**/connector/parts");
  await live;
  if (!isOwn) {
    kept.add(context);
    browsers.set(name, context);
  }
  if (at) await open(page, at, { scripts });
  return page;
}

function liveStream(page: Page) {
  return page.waitForResponse((response) => new URL(response.url()).pathname === "/live");
}

/** Loads a page anew; waits until it answers to clicks and hears the other side. Answers the status. */
export async function open(page: Page, path: string, { live = true, scripts = true } = {}): Promise<number> {
  const stream = live && scripts ? liveStream(page) : null;
  const response = await page.goto(path);
  if (scripts) await interactive(page);
  await stream;
  return response!.status();
}

/** Waits until scripts have taken over: forms no longer post by themselves, but for those that always do. */
export async function interactive(page: Page) {
  await page.waitForFunction(() => {
    const forms = [...document.querySelectorAll("form[action^='/api/']")];
    const always = /(sign_out|switch_organisation|switch_cart)$/;
    const ready = (form: Element) => (form as any).isListening || always.test(form.getAttribute("action")!);
    return (window as any).isStarted === true && forms.every(ready);
  });
}

let stocked = 0;

/** What a seller lists in a file of one row, as the columns of the file. */
export interface Row {
  [column: string]: string | number;
}

/** Sends a file as the upload form does. Answers the address of its page. */
export async function sendFile(seller: Page, csv: string, mode = "update", name = "stock.csv"): Promise<string> {
  const sent = await seller.request.post("/connector/inventory/uploads", {
    headers: { origin: ORIGIN, accept: "text/html" },
    multipart: { mode, file: { name, mimeType: "text/csv", buffer: Buffer.from(csv) } },
    maxRedirects: 0,
  });
  return sent.headers()["location"];
}

/** A seller lists a part that nobody else has: its part number is new. Sent as the upload form sends it. */
export async function list(seller: Page, row: Row = {}): Promise<string> {
  const part = `E2E-${Date.now().toString(36)}-${(stocked += 1)}`.toUpperCase();
  const cells: Row = {
    part_number: part, manufacturer: "Alder Fasteners", description: "Bolt, made for a story", condition: "NE",
    quantity: 500, unit: "EA", price: "12.50", currency: "EUR", certificate: "CoC", ...row,
  };
  const csv = `${Object.keys(cells).join(",")}\r\n${Object.values(cells).map((cell) => `"${cell}"`).join(",")}\r\n`;
  const headers = { origin: ORIGIN };
  const upload_id = (await sendFile(seller, csv, "update", `${part}.csv`)).split("/").pop()!;
  const status = async () => {
    const answer = await seller.request.post("/api/inventory/load_upload", { headers, form: { upload_id } });
    return (await answer.json()).summary.status;
  };
  await expect.poll(status, { intervals: [20, 50, 100] }).toBe("checked");
  await seller.request.post("/api/inventory/confirm_upload", { headers, form: { upload_id } });
  await expect.poll(status, { intervals: [20, 50, 100] }).toBe("applied");
  return part;
}

/** Searches a part in the catalogue and opens its page. */
export async function findPart(buyer: Page, part: string) {
  await open(buyer, `/connector/parts?q=${part}`);
  await buyer.locator("a.row-link", { hasText: part }).click();
  await expect(buyer.getByRole("heading", { level: 1, name: part })).toBeVisible();
}

/** Searches a part, adds it to the cart and opens the line. Answers the line's id. */
export async function addToCart(buyer: Page, part: string, quantity = 10): Promise<string> {
  await findPart(buyer, part);
  await buyer.getByLabel("Quantity from").first().fill(String(quantity));
  await buyer.getByRole("button", { name: "Add to cart" }).first().click();
  await buyer.getByRole("status").getByRole("link", { name: "Open line" }).click();
  await expect(drawer(buyer).locator("h2").first()).toContainText(part);
  return new URL(buyer.url()).pathname.split("/").pop()!;
}

/** A line between Mara and Jonas, open in both their windows. */
export interface Line {
  buyer: Page;
  seller: Page;
  part: string;
  id: string;
}

export async function newLine(browser: Browser, { row = {} as Row, quantity = 10 } = {}): Promise<Line> {
  const seller = await signIn(browser, "Jonas Keller");
  const buyer = await signIn(browser, "Mara Lindqvist");
  const part = await list(seller, row);
  const id = await addToCart(buyer, part, quantity);
  await open(seller, `/connector/requests/lines/${id}`);
  return { buyer, seller, part, id };
}

export function drawer(page: Page): Locator {
  return page.locator("dialog.drawer");
}

export function thread(page: Page): Locator {
  return drawer(page).getByRole("region", { name: "Thread" });
}

export function composer(page: Page): Locator {
  return drawer(page).getByLabel(/^Message to/);
}

/** The dialog that stands open over everything. */
export function dialog(page: Page): Locator {
  return page.locator("dialog.dialog[open]");
}

export async function expectStatus(page: Page, status: string) {
  await expect(drawer(page).locator("h2 .pill")).toHaveText(status);
}

export async function expectCount(page: Page, tab: string, count: number) {
  await expect(page.getByRole("navigation", { name: "Lines" }).getByRole("link", { name: tab }).first()).toHaveText(`${tab} ${count}`);
}

/** The number beside the bell; 0 without one. */
export async function unread(page: Page): Promise<number> {
  const label = await page.locator(".topbar a[href='/notifications']").getAttribute("aria-label");
  return Number(label?.match(/(\d+) unread/)?.[1] ?? 0);
}

/** Opens the dialog of an action at the drawer's foot. */
export async function begin(page: Page, action: string): Promise<Locator> {
  await drawer(page).locator(".drawer-foot").getByRole("button", { name: action }).click();
  await expect(dialog(page)).toBeVisible();
  return dialog(page);
}

/** Presses the button that carries the action's words, and sees the dialog close. */
export async function confirm(page: Page, action: string) {
  await dialog(page).getByRole("button", { name: action, exact: true }).click();
  await expect(dialog(page)).toHaveCount(0);
}

/** The seller names a price. */
export async function offer(seller: Page, price: string, fields: Record<string, string> = {}) {
  const form = await begin(seller, "Update price");
  await form.getByLabel("Price each").fill(price);
  for (const [label, text] of Object.entries(fields)) await form.getByLabel(label).fill(text);
  await confirm(seller, "Update price");
}

/** What the buyer reads of the standing offer. */
export async function expectOffer(page: Page, price: string) {
  await expectStatus(page, "Quote");
  await expect(drawer(page).locator(".offer-price")).toHaveText(price);
}
