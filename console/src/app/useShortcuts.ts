import { useEffect } from "react";
import { useNavigate } from "react-router";

/** The second key of `g …` must come within this. */
const PAIR_MS = 1_200;
const PLACES: Readonly<Record<string, string>> = { o: "/", u: "/users", t: "/tags", m: "/sends", c: "/materials", s: "/settings" };

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

/** `/` goes to the page's search box, `g` and a letter to a page. Esc closes what is open: Ant Design does that. */
export function useShortcuts(): void {
  const navigate = useNavigate();
  useEffect(() => {
    let goneAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const place = PLACES[event.key];
      if (event.key === "/") {
        event.preventDefault();
        document.querySelector<HTMLInputElement>("[data-search] input, input[data-search]")?.focus();
      } else if (event.key === "g") {
        goneAt = Date.now();
      } else if (place !== undefined && Date.now() - goneAt < PAIR_MS) {
        goneAt = 0;
        void navigate(place);
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [navigate]);
}
