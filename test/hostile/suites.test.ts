import { SEED, SUITES } from './suites';

// A bounded run of each suite; `npm run test:hostile` runs the full counts. See docs/verification.md.
describe(`hostile input, seed ${SEED}`, () => {
  test.each(SUITES.filter(({ bounded }) => bounded > 0))('$name', async ({ run, bounded }) => {
    const rows = await run({ count: bounded, seed: SEED });

    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ cases }) => cases > 0)).toBe(true);
    expect(rows.flatMap(({ what, failures }) => failures.map((failure) => `${what}: ${failure}`))).toEqual([]);
  }, 60_000);
});
