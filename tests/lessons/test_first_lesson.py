"""The first lesson as a student meets it: an exercise answered wrong, then right, and one that is answered with the widget."""

from playwright.sync_api import expect


def test_first_lesson(lab):
    lab.open_notebook("lessons/1_neuron.ipynb")
    lab.run_all(timeout=300)

    def answer(number, text):
        "Type an answer into the exercise's cell, run it, and return the place of the verdict."
        cell = lab.page.locator(".jp-CodeCell").filter(has_text=f"check({number}, answer)")
        cell.locator(".cm-content").click()
        lab.page.keyboard.press("ControlOrMeta+A")
        lab.page.keyboard.insert_text(f"answer = {text}\n\ncheck({number}, answer)")
        lab.page.keyboard.press("Control+Enter")
        return cell.locator(".jp-OutputArea-output")

    expect(answer(1, "30")).to_contain_text("not yet. That is in degrees", timeout=30_000)
    lab.page.locator(".jp-CodeCell").filter(has_text="check(1, answer)").scroll_into_view_if_needed()
    lab.screenshot("lesson-hint")
    expect(answer(1, "math.pi / 6")).to_contain_text("Exercise 1: right.", timeout=30_000)

    explorer = lab.page.locator(".qrnn-neuron").first
    explorer.get_by_role("combobox", name="order", exact=True).select_option("2")
    for name, angle in (("θ", "-pi/2"), ("φ₁", "pi")):
        field = explorer.get_by_label(f"{name}, radians")
        field.fill(angle)
        field.press("Enter")
    curve = explorer.get_by_role("slider", name="Angle η of the present control word")
    expect(curve).to_have_attribute("aria-valuenow", "1.5708", timeout=30_000)
    expect(answer(3, "explorer.neuron")).to_contain_text("Exercise 3: right.", timeout=30_000)
    lab.screenshot("lesson-right")
