import { fileURLToPath } from 'node:url'
import postback from '@postback/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react(), postback({ server: process.env.APP ?? 'http://127.0.0.1:3000', entry: 'src/main.tsx' })],
  resolve: { alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
})
