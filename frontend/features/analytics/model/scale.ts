/** Where an axis has its ticks, and how many digits they need to be told apart. */

const STEPS = [1, 2, 2.5, 5, 10];
const INTERVALS = 4;
const MOST_DIGITS = 6;
const EXACT_DIGITS = 12;

/** From 0 to the first tick that is not below the largest value, at most one step above it. */
export function ticksOf(largest: number, isWhole: boolean): number[] {
  const step = stepOf(largest > 0 ? largest / INTERVALS : 1 / INTERVALS, isWhole);
  const count = Math.max(Math.ceil(exact(largest / step)), 1);
  return Array.from({ length: count + 1 }, (_, index) => exact(index * step));
}

function stepOf(least: number, isWhole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const steps = STEPS.map((each) => exact(each * power));
  return steps.find((each) => each >= exact(least) && (!isWhole || Number.isInteger(each))) ?? 1;
}

/** Arithmetic of binary fractions leaves a rest at the end. */
function exact(value: number): number {
  return Number(value.toPrecision(EXACT_DIGITS));
}

export type Axis = (value: number, digits?: number) => string;

/** Writes every tick with as many digits as it takes for none of them to lose anything. */
export function writerOf(ticks: readonly number[], axis: Axis): (value: number) => string {
  const losesNothing = (digits: number) => ticks.every((tick) => axis(tick, digits) === axis(tick, MOST_DIGITS));
  const digits = Array.from({ length: MOST_DIGITS }, (_, each) => each).find(losesNothing) ?? MOST_DIGITS;
  return (value) => axis(value, digits);
}
