// What someone is typing is theirs: nothing the other side does takes it away.
import { begin, composer, dialog, drawer, expect, expectOffer, newLine, offer, test, thread } from "./support";

test("unsent text, focus and caret stay when the other side moves", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  await composer(buyer).click();
  await buyer.keyboard.type("We need these by Friday, ");
  await offer(seller, "15.00");
  await expectOffer(buyer, "15.00 EUR");
  await expect(composer(buyer)).toBeFocused();
  await buyer.keyboard.type("can you do that?");
  await expect(composer(buyer)).toHaveValue("We need these by Friday, can you do that?");

  await composer(seller).fill("New price, see above.");
  await seller.keyboard.press("Control+Enter");
  await expect(thread(buyer)).toContainText("New price, see above.");
  await expect(composer(buyer)).toBeFocused();
  await expect(composer(buyer)).toHaveValue("We need these by Friday, can you do that?");

  await buyer.keyboard.press("Control+Enter");
  await expect(thread(seller)).toContainText("We need these by Friday, can you do that?");
  await expect(composer(buyer)).toHaveValue("");
  await expect(composer(buyer)).toBeFocused();
});

test("a half-filled price form stays when the buyer writes or changes the quantity", async ({ browser }) => {
  const { buyer, seller } = await newLine(browser);
  const form = await begin(seller, "Update price");
  await form.getByLabel("Price each").fill("17.9");
  await form.getByLabel("Comment").fill("Two lots");
  await form.getByLabel("Price each").focus();

  await composer(buyer).fill("Any news?");
  await drawer(buyer).getByRole("button", { name: "Send" }).click();
  await expect(thread(seller)).toContainText("Any news?");
  await (await begin(buyer, "Change quantity")).getByLabel("Quantity").fill("12");
  await dialog(buyer).getByRole("button", { name: "Change quantity", exact: true }).click();
  await expect(thread(seller)).toContainText("Quantity changed from 10 to 12.");

  await expect(form.getByLabel("Price each")).toBeFocused();
  await expect(form.getByLabel("Price each")).toHaveValue("17.9");
  await expect(form.getByLabel("Comment")).toHaveValue("Two lots");
  await expect(form).toContainText("17.90 EUR × 10 = 179.00 EUR");
});

test("text typed for one line is not carried to the next", async ({ browser }) => {
  const { buyer, part } = await newLine(browser);
  await composer(buyer).fill("Only for this line");
  await drawer(buyer).getByRole("link", { name: "Next line" }).click();
  await expect(drawer(buyer).locator("h2").first()).not.toContainText(part);
  await expect(composer(buyer)).toHaveValue("");
});
