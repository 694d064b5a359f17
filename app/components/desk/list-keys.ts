import { useNavigate } from "@remix-run/react";
import { useEffect } from "react";

/**
 * Moves through a list without a mouse: `/` goes to the search, `j` and `k` to the next and previous row,
 * Enter opens it (it is a link), Escape closes what is open. Without JavaScript the list works all the same.
 */
export function useListKeys({ closeTo }: { closeTo: string | null }): void {
  const navigate = useNavigate();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      const { target } = event;
      const isWriting = target instanceof HTMLElement && target.matches("input, textarea, select");
      if (event.key === "Escape") {
        if (isWriting) target.blur();
        else if (closeTo) navigate(closeTo, { preventScrollReset: true });
        return;
      }
      if (isWriting) return;
      if (event.key === "/") {
        document.querySelector<HTMLInputElement>('input[type="search"]')?.focus();
        event.preventDefault();
      }
      if (event.key === "j") moveFocus(1);
      if (event.key === "k") moveFocus(-1);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [navigate, closeTo]);
}

function moveFocus(by: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>("[data-row] a[data-open]")];
  const now = links.findIndex(
    (link) => link === document.activeElement || link.getAttribute("aria-current") === "true",
  );
  const next = links[now === -1 ? 0 : Math.min(links.length - 1, Math.max(0, now + by))];
  next?.focus();
}
