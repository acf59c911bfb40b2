// Stands for the `docker compose` command: `config` tells how it was called, all else does as its last argument says.
const mode = process.argv.includes('config') ? 'config' : process.argv.at(-1);
const input = mode === 'config' ? await text(process.stdin) : '';
switch (mode) {
  case 'config':
    console.log(JSON.stringify({ args: process.argv.slice(2), input, env: process.env, cwd: process.cwd() }));
    break;
  case 'failing':
    console.log(' Container x  Creating');
    console.error('Error response from daemon: No such image: nowhere:1');
    console.error(' Container x  Stopped');
    process.exitCode = 1;
    break;
  case 'silent':
    process.exitCode = 1;
    break;
  case 'lines':
    console.log('#1 one');
    console.error('#2 two');
    break;
  case 'endless':
    process.stderr.write('begun\n');
    setInterval(() => {}, 1000);
    break;
  case 'watched':
    console.log(`\u001b[2Kpid ${process.pid}`);
    setInterval(() => {}, 1000);
    break;
  case 'making': {
    const { appendFileSync, existsSync } = await import('node:fs');
    appendFileSync(process.env.JOURNAL, 'begins\n');
    while (!existsSync(`${process.env.JOURNAL}.on`)) await new Promise((resolve) => setTimeout(resolve, 10));
    appendFileSync(process.env.JOURNAL, 'ends\n');
    break;
  }
  case 'first':
  case 'second': {
    const { appendFileSync } = await import('node:fs');
    appendFileSync(process.env.JOURNAL, `${mode} begins\n`);
    await new Promise((resolve) => setImmediate(resolve));
    appendFileSync(process.env.JOURNAL, `${mode} ends\n`);
    break;
  }
}

async function text(stream) {
  let all = '';
  for await (const chunk of stream) all += chunk;
  return all;
}
