import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', '**/node_modules/', '**/generated/', 'model_lib/training/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // An index that a bound has just checked; noUncheckedIndexedAccess asks for a mark there.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `Promise<void>` is how the author's optional hooks are declared, and a sync body is fine.
      '@typescript-eslint/require-await': 'off',
      // Every call of an arrow function for its effect would need braces.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowNullish: true }],
      '@typescript-eslint/dot-notation': 'off',
      // What signals and deadlines abort with is always an Error; its type is any.
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      // `T` in `checkDocument<T>` names what a schema guarantees.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 12],
    },
  },
  {
    files: ['**/tests/**/*.ts', '**/*.test.ts'],
    rules: { 'max-lines-per-function': 'off', complexity: 'off', '@typescript-eslint/unbound-method': 'off' },
  },
);
