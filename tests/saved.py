"""Pages of widgets that were saved as HTML: opened from the disk, with every request refused. The fixture is `saved`."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

# a page draws when its width is known, which is within the frame after it came
DRAWN = "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"


class SavedPages:
    "Opens saved pages; `errors` is what went wrong there, `refused` what they asked for; `options` are those of the browser's context."

    def __init__(self, browser: Browser, folder: Path):
        self.browser, self.folder, self.errors, self.refused = browser, folder, [], []
        self.options = {"viewport": {"width": 1400, "height": 1000}, "accept_downloads": True}
        self.addresses, self.contexts = set(), []

    def context(self):
        "A context with the present options, which hands out nothing but the saved files."
        context = self.browser.new_context(**self.options)
        context.route("**/*", self._answer)
        self.contexts.append(context)
        return context

    def close(self):
        for context in self.contexts: context.close()

    def _answer(self, route):
        if route.request.url.split("#")[0] in self.addresses: return route.continue_()
        self.refused.append(route.request.url)
        route.abort()

    def __call__(self, widget) -> Page:
        "The page of a widget; nothing in it needs the widget any more."
        path = self.folder / f"{type(widget).__name__}{len(self.addresses)}.html"
        widget.save(path)
        return self.open(path.as_uri())

    def open(self, address: str) -> Page:
        "The page at an address, which may have a state behind its #."
        self.addresses.add(address.split("#")[0])
        page = self.context().new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(address)
        expect(page.locator(".qrnn-widget")).to_be_visible()
        page.evaluate(DRAWN)
        return page
