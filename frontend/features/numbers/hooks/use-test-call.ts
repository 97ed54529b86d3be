import { useQuery } from "@tanstack/react-query";
import { type PlacedCall, getCall } from "../api/numbers";

const LOOK_MS = 1_000;
const UNDER_WAY: readonly PlacedCall["state"][] = ["CALL_STATE_QUEUED", "CALL_STATE_RINGING", "CALL_STATE_IN_PROGRESS"];

export function isUnderWay(call: Pick<PlacedCall, "state">): boolean {
  return UNDER_WAY.includes(call.state);
}

/** A call, looked at every second until it is over. */
export function useTestCall(placed: PlacedCall) {
  const query = useQuery({
    queryKey: ["calls", placed.id, "test"],
    queryFn: ({ signal }) => getCall(placed.id, signal),
    initialData: placed,
    staleTime: 0,
    refetchInterval: ({ state }) => (!state.data || isUnderWay(state.data) ? LOOK_MS : false),
  });
  return { call: query.data, error: query.error };
}
