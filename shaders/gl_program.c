// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/gl_program.h"

#include <epoxy/gl.h>
#include <gio/gio.h>

#include "shaders/glsl_resource.h"

/* The first line of what the compiler or linker said is what one can act on. */
static bool fail(kkr_error *err, const char *name, const char *log)
{
    int length = (int)strcspn(log, "\n");
    return kkr_fail(err, KKR_ERROR_GPU, "%s: %.*s", name, length, log);
}

enum { MAX_FILES = 4 };

static GLuint compile(const char *name, GPtrArray *sources, GLenum stage,
                      kkr_error *err)
{
    static const char *const lines[MAX_FILES] = { "#line 1 0\n", "#line 1 1\n",
                                                  "#line 1 2\n", "#line 1 3\n" };
    const char *parts[2 + 2 * MAX_FILES] = { "#version 330 core\n",
                                             stage == GL_VERTEX_SHADER
                                                 ? "#define KKR_VERTEX\n"
                                                 : "#define KKR_FRAGMENT\n" };
    GLsizei n = 2;
    for (guint i = 0; i < sources->len; i++) {
        parts[n++] = lines[i];
        parts[n++] = g_bytes_get_data(sources->pdata[i], NULL);
    }
    GLuint shader = glCreateShader(stage);
    glShaderSource(shader, n, parts, NULL);
    glCompileShader(shader);
    GLint ok = 0;
    glGetShaderiv(shader, GL_COMPILE_STATUS, &ok);
    if (!ok) {
        char log[800] = "";
        glGetShaderInfoLog(shader, sizeof log, NULL, log);
        fail(err, name, log);
        glDeleteShader(shader);
        return 0;
    }
    return shader;
}

unsigned kkr_gl_program_new(const char *name, kkr_error *err)
{
    // in a static library only an explicit call keeps the resource alive
    static gsize registered;
    if (g_once_init_enter(&registered)) {
        kkr_glsl_register_resource();
        g_once_init_leave(&registered, 1);
    }
    g_autoptr(GPtrArray) sources =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_auto(GStrv) files = g_strsplit(name, " ", MAX_FILES);
    for (int i = 0; files[i]; i++) {
        g_autofree char *path = g_strconcat("/org/kkrscope/glsl/", files[i], NULL);
        g_autoptr(GError) error = NULL;
        GBytes *bytes = g_resources_lookup_data(path, 0, &error);
        if (!bytes) {
            kkr_fail(err, KKR_ERROR_GPU, "%s", error->message);
            return 0;
        }
        g_ptr_array_add(sources, bytes);
    }
    GLuint vertex = compile(name, sources, GL_VERTEX_SHADER, err);
    if (!vertex)
        return 0;
    GLuint fragment = compile(name, sources, GL_FRAGMENT_SHADER, err);
    if (!fragment) {
        glDeleteShader(vertex);
        return 0;
    }
    GLuint program = glCreateProgram();
    glAttachShader(program, vertex);
    glAttachShader(program, fragment);
    glLinkProgram(program);
    glDeleteShader(vertex);
    glDeleteShader(fragment);
    GLint ok = 0;
    glGetProgramiv(program, GL_LINK_STATUS, &ok);
    if (!ok) {
        char log[800] = "";
        glGetProgramInfoLog(program, sizeof log, NULL, log);
        fail(err, name, log);
        glDeleteProgram(program);
        return 0;
    }
    return program;
}
