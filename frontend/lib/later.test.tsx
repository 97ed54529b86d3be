import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { deferred, ifOpen } from "@/lib/deferred";
import { later } from "@/lib/later";
import { show } from "@/tests/show";
import { OutdatedBanner } from "@/ui/outdated-banner";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("code is fetched once, and waits for the connection instead of failing", async () => {
  const fetchCode = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error("no network")).mockResolvedValue("code");
  const part = later(fetchCode);
  const [first, second] = [part.load(), part.load()];
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await first).toBe("code");
  expect(second).toBe(first);
  expect(part.code).toBe("code");
  expect(fetchCode).toHaveBeenCalledTimes(2);
});

test("of code that the server no longer has, the page says that it is outdated", async () => {
  vi.stubGlobal("fetch", vi.fn(() => Promise.resolve(new Response("ok"))));
  const fetchCode = vi.fn<() => Promise<string>>().mockRejectedValue(new Error("404"));
  show(<OutdatedBanner />);
  void later(fetchCode).load();
  await act(() => vi.advanceTimersByTimeAsync(1_500));
  expect(screen.queryByRole("alert")).toBeNull();
  await act(() => vi.advanceTimersByTimeAsync(2_000));
  expect(screen.getByRole("alert")).toHaveTextContent("was updated");
  vi.unstubAllGlobals();
});

test("what is closed is fetched when the page is idle, and is there at once when it opens", async () => {
  const fetchComponent = vi.fn(() => Promise.resolve(({ isOpen }: { isOpen: boolean }) => isOpen && <p>Words</p>));
  const Words = deferred(fetchComponent, ifOpen);
  const { rerender } = render(<Words isOpen={false} />);
  expect(fetchComponent).not.toHaveBeenCalled();
  await act(() => vi.advanceTimersByTimeAsync(5_000));
  expect(fetchComponent).toHaveBeenCalledOnce();
  rerender(<Words isOpen />);
  expect(screen.getByText("Words")).toBeVisible();
});

test("what is wanted is fetched at once, and something stands for it meanwhile", async () => {
  const Words = deferred(() => Promise.resolve(() => <p>Words</p>), { placeholder: <p>Soon</p> });
  render(<Words />);
  expect(screen.getByText("Soon")).toBeVisible();
  await act(() => vi.advanceTimersByTimeAsync(0));
  expect(screen.getByText("Words")).toBeVisible();
});
