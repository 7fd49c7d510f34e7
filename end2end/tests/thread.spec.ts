// The thread in full, from both sides at once: files, quotes, documents, who has seen it, who is typing, its export.
import { announceStatus, begin, composer, confirm, drawer, expect, newLine, offer, open, signIn, test, thread, type Page } from "./support";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGM4YWMDRAwQCgAlPgUBdJmUYAAAAABJRU5ErkJggg==",
  "base64",
);
const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
const picture = { name: "plate.png", mimeType: "image/png", buffer: PNG };
const paper = { name: "form1.pdf", mimeType: "application/pdf", buffer: PDF };

const files = (page: Page) => drawer(page).getByLabel("Attach files");
const send = (page: Page) => drawer(page).getByRole("button", { name: "Send" }).click();
const message = (page: Page, text: string) => thread(page).locator(".message", { hasText: text });

test("files go with a message and open on the other side", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  await files(buyer).setInputFiles([picture, paper]);
  await expect(drawer(buyer).getByLabel("Files to send").getByRole("listitem")).toHaveCount(2);
  await composer(buyer).fill("Plate and form");
  await send(buyer);
  await expect(composer(buyer)).toHaveValue("");
  await expect(drawer(buyer).getByLabel("Files to send")).toHaveCount(0);
  const arrived = message(seller, "Plate and form");
  await expect(arrived.getByRole("img", { name: "plate.png" })).toBeVisible();
  await expect(arrived.getByRole("link", { name: "form1.pdf" })).toContainText("PDF, 1");
  const address = await arrived.getByRole("link", { name: "form1.pdf" }).getAttribute("href");
  const opened = await seller.request.get(address!);
  expect(opened.status()).toBe(200);
  expect(opened.headers()["content-type"]).toBe("application/pdf");
  expect(opened.headers()["x-content-type-options"]).toBe("nosniff");
  expect(await opened.body()).toEqual(PDF);
  const ines = await signIn(browser, "Chiara Bellandi");
  expect((await ines.request.get(address!)).status()).toBe(404);
});

test("a refused file is named before it is sent, and nothing is lost", async ({ browser }) => {
  const { buyer } = await newLine(browser);
  await composer(buyer).fill("Keep these words");
  await files(buyer).setInputFiles([paper, { name: "tool.exe", mimeType: "application/octet-stream", buffer: PDF }]);
  await expect(drawer(buyer).locator(".composer").getByRole("alert")).toContainText("“tool.exe” is not taken");
  await send(buyer);
  await expect(composer(buyer)).toHaveValue("Keep these words");
  await drawer(buyer).getByRole("button", { name: "Remove tool.exe" }).click();
  await expect(drawer(buyer).locator(".composer").getByRole("alert")).toHaveCount(0);
  await send(buyer);
  await expect(message(buyer, "Keep these words").getByRole("link", { name: "form1.pdf" })).toBeVisible();
});

test("files can be dropped and pasted", async ({ browser }) => {
  const { buyer } = await newLine(browser);
  const give = (kind: "drop" | "paste", name: string) =>
    composer(buyer).evaluate(
      (field, [kind, name, bytes]) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes as number[])], name as string, { type: "image/png" }));
        const options = { bubbles: true, cancelable: true };
        field.dispatchEvent(
          kind === "drop" ? new DragEvent("drop", { ...options, dataTransfer: data }) : new ClipboardEvent("paste", { ...options, clipboardData: data }),
        );
      },
      [kind, name, [...PNG]] as const,
    );
  await give("drop", "dropped.png");
  await give("paste", "pasted.png");
  const waiting = drawer(buyer).getByLabel("Files to send").getByRole("listitem");
  await expect(waiting).toHaveText([/dropped\.png/, /pasted\.png/]);
  await send(buyer);
  await expect(thread(buyer).getByRole("img")).toHaveCount(2);
});

test("documents are asked for and answered as a checklist", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  const asking = await begin(buyer, "Request documentation");
  await asking.getByLabel("EASA Form 1").check();
  await asking.getByLabel("Trace").check();
  await confirm(buyer, "Request documentation");
  await expect(thread(seller)).toContainText("The buyer requested documentation: EASA Form 1, Trace.");
  await expect(drawer(seller).getByRole("region", { name: "Documents" })).toContainText("asked for");

  const answering = await begin(seller, "Provide documentation");
  await answering.getByLabel(/^EASA Form 1/).first().selectOption("provided");
  await answering.getByLabel("File of EASA Form 1").setInputFiles(paper);
  await answering.getByLabel(/^Trace/).first().selectOption("later");
  await answering.getByLabel("Trace available from").fill("2099-01-31");
  await answering.getByLabel(/^Other/).first().selectOption("not_available");
  await confirm(seller, "Provide documentation");

  for (const page of [buyer, seller]) {
    const card = thread(page).getByRole("region", { name: "Documentation" });
    await expect(card.getByRole("listitem")).toHaveText([/EASA Form 1.*form1\.pdf/, /Trace.*available from 2099-01-31/, /Other.*not available/]);
    await expect(drawer(page).getByRole("region", { name: "Documents" }).getByRole("listitem")).toHaveCount(3);
  }
  await expect(drawer(buyer).getByRole("button", { name: "Request documentation" })).toBeVisible();
});

test("a message answers another, and a click leads there", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  await composer(buyer).fill("Which lot is it?");
  await send(buyer);
  const asked = message(seller, "Which lot is it?");
  await asked.hover();
  await asked.getByRole("link", { name: "Reply to Mara Lindqvist" }).click();
  await expect(composer(seller)).toBeFocused();
  await expect(drawer(seller).locator(".quote-draft")).toContainText("Which lot is it?");
  await composer(seller).fill("Lot 117");
  await send(seller);
  await expect(drawer(seller).locator(".quote-draft")).toHaveCount(0);
  const quote = message(buyer, "Lot 117").getByRole("link", { name: /Which lot is it/ });
  await expect(quote).toBeVisible();
  await quote.click();
  await expect(thread(buyer).locator(".message.is-mine", { hasText: "Which lot is it?" })).toBeFocused();
});

test("one sees that the other side types, and that it has read", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  await composer(buyer).pressSequentially("Any ");
  await expect(drawer(seller).locator(".typing")).toHaveText("Mara Lindqvist is typing…");
  await composer(buyer).pressSequentially("news?");
  await send(buyer);
  await expect(thread(seller)).toContainText("Any news?");
  await expect(drawer(seller).locator(".typing")).toHaveText("");
  await expect(thread(buyer).locator(".seen-by")).toContainText("Seen by Jonas Keller");
});

test("the key r goes to the composer", async ({ browser }) => {
  const { buyer } = await newLine(browser);
  await buyer.keyboard.press("r");
  await expect(composer(buyer)).toBeFocused();
  await expect(composer(buyer)).toHaveValue("");
});

test("the whole history can be taken away", async ({ browser }) => {
  const { buyer, seller, part } = await newLine(browser);
  await offer(seller, "15.00");
  await drawer(buyer).getByLabel("More").click();
  const pdf = await drawer(buyer).getByRole("link", { name: "History as PDF" }).getAttribute("href");
  const json = await drawer(buyer).getByRole("link", { name: "History as JSON" }).getAttribute("href");
  const pages = await buyer.request.get(pdf!);
  expect((await pages.body()).subarray(0, 5).toString()).toBe("%PDF-");
  const history = await (await buyer.request.get(json!)).json();
  expect(history.line.part_number).toBe(part);
  expect(history.offers[0].unit_price).toBe("15.00 EUR");
  expect(history.audit.entries).toHaveLength(history.messages.length);
  expect(history.audit.entries[0].hash).toMatch(/^[0-9a-f]{64}$/);
});

test("an admin verifies the audit log, with and without scripts", async ({ browser }) => {
  for (const javaScriptEnabled of [true, false]) {
    const admin = await signIn(browser, "Mara Lindqvist", { javaScriptEnabled, at: "/organisation" });
    await admin.getByRole("button", { name: "Verify audit log" }).click();
    await expect(admin.locator("#audit")).toContainText(/[\d,]+ entries, intact\. Head [0-9a-f]{64}/);
  }
});

test("files, quotes and documents without scripts", async ({ browser }) => {
  const { buyer, id } = await newLine(browser);
  const plain = { javaScriptEnabled: false };
  const [mara, jonas] = [await signIn(browser, "Mara Lindqvist", plain), await signIn(browser, "Jonas Keller", plain)];
  const scripts = false;
  await open(mara, `/connector/shopping-cart/lines/${id}`, { scripts });
  await composer(mara).fill("Words to keep");
  await files(mara).setInputFiles({ name: "plate.png", mimeType: "image/png", buffer: PDF });
  await send(mara);
  await expect(mara.getByRole("alert").first()).toContainText("“plate.png” is named like a PNG but holds a PDF");
  await expect(composer(mara)).toHaveValue("Words to keep");
  await files(mara).setInputFiles(picture);
  await send(mara);
  await expect(message(mara, "Words to keep").getByRole("img", { name: "plate.png" })).toBeVisible();
  await expect(message(buyer, "Words to keep").getByRole("img", { name: "plate.png" })).toBeVisible();

  await open(jonas, `/connector/requests/lines/${id}`, { scripts });
  await message(jonas, "Words to keep").hover();
  await message(jonas, "Words to keep").getByRole("link", { name: /^Reply to/ }).click();
  await composer(jonas).fill("Seen it");
  await send(jonas);
  await expect(message(jonas, "Seen it").locator(".quote")).toContainText("Words to keep");

  const asking = await begin(mara, "Request documentation");
  await asking.getByRole("button", { name: "Request documentation", exact: true }).click();
  await expect(thread(mara)).toContainText("The buyer requested documentation.");
  await open(jonas, `/connector/requests/lines/${id}`, { scripts });
  const answering = await begin(jonas, "Provide documentation");
  await answering.getByLabel("Certificate of conformity").first().selectOption("provided");
  await answering.getByLabel("Number or link for Certificate of conformity").fill("CoC 4711");
  await answering.getByRole("button", { name: "Provide documentation", exact: true }).click();
  await expect(thread(jonas).getByRole("region", { name: "Documentation" })).toContainText("CoC 4711");
});

test("a draft outlives another line, a closed drawer and a reload; a text that is too long is counted, not cut", async ({ browser }) => {
  const { buyer } = await newLine(browser);
  await composer(buyer).fill("Can you keep it until");
  const address = buyer.url();
  await buyer.keyboard.press("Escape");
  await buyer.keyboard.press("Escape");
  await expect(drawer(buyer)).toHaveCount(0);
  await open(buyer, address);
  await expect(composer(buyer)).toHaveValue("Can you keep it until");
  await composer(buyer).fill("x".repeat(4_100));
  announceStatus(buyer, 422);
  await expect(drawer(buyer).locator(".composer")).toContainText("4100 of at most 4000 characters");
  await send(buyer);
  await expect(drawer(buyer).locator(".composer").getByRole("alert")).toContainText("at most 4000 characters");
  await expect(composer(buyer)).toHaveValue("x".repeat(4_100));
  await composer(buyer).fill("Until Friday?");
  await send(buyer);
  await expect(message(buyer, "Until Friday?")).toBeVisible();
  await open(buyer, address);
  await expect(composer(buyer)).toHaveValue("");
});
