import type { InstallQuestion } from './ensure.js';

/** What an installation and the engine itself need of the user's environment: sudo hands nothing on. */
const handedOn =
  /^(DOCKER_HOST|SIM_ENGINE_PREFIX|SSL_CERT_FILE|SSL_CERT_DIR|CURL_CA_BUNDLE|NODE_EXTRA_CA_CERTS|(https?|all|no)_proxy)$/i;

/** The same command as root. sudo asks for the password at the terminal by itself, and refuses where there is none. */
export function bySudo(command: readonly string[], env: NodeJS.ProcessEnv): readonly string[] {
  const variables = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && handedOn.test(name) ? [`${name}=${value}`] : [],
  );
  return ['sudo', '--', 'env', ...variables, ...command];
}

/** What is asked of somebody who is not root. */
export function askForSudo({ question, detail }: InstallQuestion): InstallQuestion {
  return {
    question: question.replace(/\?$/, ', with sudo?'),
    detail: `${detail} sudo may ask for your password. Afterwards you may use the engine without sudo, which is as good as being root.`,
  };
}
