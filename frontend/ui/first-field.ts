/** Begins a dialog in its first field, where there is one: for `onOpenAutoFocus`. A touch screen's keyboard would hide the dialog. */
export function focusFirstField(event: Event): void {
  if (!(event.currentTarget instanceof HTMLElement) || !window.matchMedia("(pointer: fine)").matches) return;
  const field = event.currentTarget.querySelector<HTMLElement>("form input:not(:disabled), input[type=radio], form textarea:not(:disabled), form [role=combobox]:not(:disabled)");
  if (!field) return;
  event.preventDefault();
  field.focus();
}
