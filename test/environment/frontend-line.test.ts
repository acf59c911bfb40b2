import { describe, expect, test } from 'vitest';
import { frontendOf, withoutFrontend } from '../../src/environment/frontend-line.js';

describe('the frontend line of a Dockerfile', () => {
  test.each([
    ['# syntax=docker/dockerfile:1\nFROM a\n', 'docker/dockerfile:1', 1],
    ['# syntax = docker/dockerfile:1.4\nFROM a\n', 'docker/dockerfile:1.4', 1],
    ['#syntax=docker/dockerfile:1-labs\r\nFROM a\r\n', 'docker/dockerfile:1-labs', 1],
    ['\uFEFF# Syntax=docker/dockerfile:1\nFROM a\n', 'docker/dockerfile:1', 1],
    ['# escape=`\n# check=skip=all\n# syntax=x/y:2 some words\nFROM a\n', 'x/y:2', 3],
  ])('%j asks for %s', (text, reference, line) => {
    expect(frontendOf(text)).toEqual({ reference, line });
  });

  test.each([
    'FROM a\n# syntax=x\n',
    '\n# syntax=x\n',
    '# a comment\n# syntax=x\n',
    '',
    '# check=skip=all\nFROM a',
  ])('%j asks for none', (text) => {
    expect(frontendOf(text)).toBeUndefined();
    expect(withoutFrontend(text)).toBe(text);
  });

  test('leaves every other line at its number', () => {
    expect(withoutFrontend('# syntax=x\nFROM a\nRUN b\n')).toBe('#\nFROM a\nRUN b\n');
  });

  test('leaves the other directives in force', () => {
    expect(withoutFrontend('# syntax=x\n# escape=`\n\nFROM a\n')).toBe('# escape=`\n#\n\nFROM a\n');
  });
});
