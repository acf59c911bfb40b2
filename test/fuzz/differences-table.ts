/** One row of the README's table 'Where Sim differs from Compose and Go on purpose'. */
export interface DifferenceRow {
  readonly id: string;
  readonly compose: string;
  readonly sim: string;
  readonly why: string;
}

const heading = '## Where Sim differs from Compose and Go on purpose';

/** Reads the table; throws where it isn't there or a row has no id of its own. */
export function differenceRows(readme: string): readonly DifferenceRow[] {
  const [, section] = readme.split(`${heading}\n`);
  if (section === undefined) throw new Error(`the README has no '${heading}'`);
  const lines = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('|'));
  const rows = lines.slice(2).map((line) => {
    // A bar that belongs to the text is written `\|`.
    const [, id = '', compose = '', sim = '', why = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const name = /^`([a-z0-9-]+)`$/.exec(id)?.[1];
    if (name === undefined || compose === '' || sim === '' || why === '') {
      throw new Error(`a row of '${heading}' lacks its id or a cell: ${line}`);
    }
    return { id: name, compose, sim, why };
  });
  const twice = rows.find(({ id }, index) => rows.findIndex((row) => row.id === id) !== index);
  if (twice !== undefined) throw new Error(`two rows of '${heading}' have the id ${twice.id}`);
  return rows;
}
