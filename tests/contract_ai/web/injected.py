"""Whether a page holds what our templates never write: elements, attributes and addresses of others."""

from playwright.sync_api import Page

COUNTED = str(1337 * 7331)
"""What a template engine would make of the payloads that count."""
_LOOK = """function foreign(page) {
  const alien = "iframe, object, embed, base, style, math, marquee, video, audio, foreignObject, " +
    "animate, set, body body, svg script, meta[http-equiv], script:not([src^='/static/']), " +
    "link:not([href^='/static/']), xmp, plaintext";
  const ours = /^(#|\\?|[/](?![/])|$)/, found = [...page.querySelectorAll(alien)];
  for (const one of page.querySelectorAll("*")) {
    for (const {name, value} of one.attributes) {
      if (name.startsWith("on") || name === "srcdoc") found.push(one);
      if (/^(href|action|formaction|xlink:href|to)$/.test(name) && !ours.test(value)) found.push(one);
      if (name === "src" && !ours.test(value) && !value.startsWith("data:image/")) found.push(one);
    }
  }
  return found.map(one => one.outerHTML.slice(0, 150));
}"""
_HERE = f"() => {{ {_LOOK} return foreign(document); }}"
_OF = f"""async addresses => {{
  {_LOOK}
  const found = [];
  for (const address of addresses) {{
    const answer = await fetch(address), text = await answer.text();
    if (answer.status >= 500) found.push(`${{answer.status}}: ${{address}}`);
    if (text.includes("{COUNTED}")) found.push(`counted: ${{address}}`);
    const page = new DOMParser().parseFromString(text, "text/html");
    found.push(...foreign(page).map(one => `${{address}}: ${{one}}`));
  }}
  return found;
}}"""
_WITH = f"""html => {{
  {_LOOK}
  return foreign(new DOMParser().parseFromString(html, "text/html")).length;
}}"""


def foreign(page: Page) -> list[str]:
    """Return what stands in a page that is not ours."""
    found: list[str] = page.evaluate(_HERE)
    return found


def foreign_in(page: Page, addresses: list[str]) -> list[str]:
    """Return what stands in pages that are fetched and read, and what could not be answered."""
    found: list[str] = page.evaluate(_OF, addresses)
    return found


def sees(page: Page, html: str) -> bool:
    """Whether something foreign is seen in a page that says this unescaped."""
    return bool(page.evaluate(_WITH, html))
