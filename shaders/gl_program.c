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

static GLuint compile(const char *name, const char *source, GLenum stage,
                      kkr_error *err)
{
    const char *parts[] = { "#version 330 core\n",
                            stage == GL_VERTEX_SHADER ? "#define KKR_VERTEX\n"
                                                      : "#define KKR_FRAGMENT\n",
                            "#line 1\n", source };
    GLuint shader = glCreateShader(stage);
    glShaderSource(shader, G_N_ELEMENTS(parts), parts, NULL);
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
    g_autofree char *path = g_strconcat("/org/kkrscope/glsl/", name, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = g_resources_lookup_data(path, 0, &error);
    if (!bytes) {
        kkr_fail(err, KKR_ERROR_GPU, "%s", error->message);
        return 0;
    }
    const char *source = g_bytes_get_data(bytes, NULL);
    GLuint vertex = compile(name, source, GL_VERTEX_SHADER, err);
    if (!vertex)
        return 0;
    GLuint fragment = compile(name, source, GL_FRAGMENT_SHADER, err);
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
