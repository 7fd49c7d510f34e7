// How orders reach sellers' own systems: a seller's connector, the merchant's report, the schedule.
import { announceStatus, expect, open, signIn, test } from "./support";

const CONNECTOR = "/organisation/connector";
const REPORT = "/admin/deliveries";

for (const javaScriptEnabled of [true, false]) {
  test(`a seller's admin sets a connector up, scripts ${javaScriptEnabled ? "on" : "off"}`, async ({ browser }) => {
    const admin = await signIn(browser, "Delphine Marchetti", { javaScriptEnabled, at: "/organisation" });
    await admin.getByRole("link", { name: "Order system" }).click();
    await expect(admin.getByRole("heading", { level: 1, name: "Order system" })).toBeVisible();
    // Switched off, so that orders of other stories are not held up.
    await admin.getByLabel("Send bags to our order system").uncheck();
    await admin.getByLabel("Format").selectOption({ label: "UBL 2.1 Order" });
    await admin.getByLabel("Address", { exact: true }).fill("https://ada:secret@erp.quillon.example/orders");
    if (javaScriptEnabled) announceStatus(admin, 422);
    await admin.getByRole("button", { name: "Save connector" }).click();
    await expect(admin.locator(".field .error")).toContainText("use the credential instead");
    await expect(admin.getByLabel("Format")).toHaveValue("ubl");
    await admin.getByLabel("Address", { exact: true }).fill("https://erp.quillon.example/orders");
    await admin.getByLabel("Credential", { exact: false }).first().fill("coyote");
    await admin.getByRole("button", { name: "Save connector" }).click();
    await expect(admin.getByText("Saved. It holds for the next order")).toBeVisible();
    await expect(admin.getByText("In force: off, UBL 2.1 Order to https://erp.quillon.example/orders.")).toBeVisible();
    await expect(admin.getByText(/\/callbacks\/erp\//)).toBeVisible();
    expect(await admin.content()).not.toContain("coyote");
  });
}

test("the merchant looks at deliveries and changes the schedule", async ({ browser }) => {
  const bertrand = await signIn(browser, "Bertrand Okafor", { fresh: true });
  await bertrand.getByRole("link", { name: "Deliveries" }).click();
  await expect(bertrand.getByRole("heading", { level: 1, name: "Deliveries" })).toBeVisible();
  await bertrand.getByRole("navigation", { name: "Which bags" }).getByRole("link", { name: "All bags" }).click();
  await expect(bertrand).toHaveURL(/show=all/);
  await open(bertrand, "/admin/settings");
  announceStatus(bertrand, 422);
  await bertrand.getByLabel("First run of a day").fill("25:00");
  await bertrand.getByRole("button", { name: "Save schedule" }).click();
  await expect(bertrand.locator(".field .error")).toContainText("is not a time like 07:30");
  await bertrand.getByLabel("First run of a day").fill("07:30");
  await bertrand.getByLabel("Minutes between two runs").fill("30");
  await bertrand.getByRole("button", { name: "Save schedule" }).click();
  await expect(bertrand.getByText("Saved. It holds from now on.")).toBeVisible();
  await expect(bertrand.getByText("In force: orders are sent when they are submitted.")).toBeVisible();
});

test("nobody else sees either", async ({ browser }) => {
  const mara = await signIn(browser, "Mara Lindqvist");
  for (const path of [REPORT, CONNECTOR]) {
    announceStatus(mara, 403);
    expect(await open(mara, path)).toBe(403);
  }
});
