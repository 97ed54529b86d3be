import { useMe } from "@/features/session/hooks/use-me";
import { PLACES, type Place } from "../navigation";

/** Where the signed-in person may go. */
export function usePlaces(): Place[][] {
  const { permissions } = useMe();
  return PLACES.map((group) => group.filter(({ permission }) => !permission || permissions.includes(permission)))
    .filter((group) => group.length > 0);
}
