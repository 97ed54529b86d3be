const LOCAL_PATH = /^\/(?![/\\])[!-[\]-~]{0,500}$/;

/** Where to go after signing in: a path of this site, whatever the address says. */
export function safeReturnTo(value: string | string[] | undefined): string {
  return typeof value === "string" && LOCAL_PATH.test(value) ? value : "/";
}
