// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/gl_context.h"

#include <epoxy/egl.h>
#include <epoxy/gl.h>
#include <stdlib.h>

enum { MAX_DEVICES = 16 };

struct kkr_gl_context {
    EGLDisplay display;
    EGLContext context;
};

/* The current context of a display, or EGL_NO_CONTEXT. */
static EGLContext try_display(EGLDisplay display)
{
    static const EGLint attributes[] = { EGL_CONTEXT_MAJOR_VERSION,
                                         3,
                                         EGL_CONTEXT_MINOR_VERSION,
                                         3,
                                         EGL_CONTEXT_OPENGL_PROFILE_MASK,
                                         EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                                         EGL_NONE };
    if (display == EGL_NO_DISPLAY || !eglInitialize(display, NULL, NULL))
        return EGL_NO_CONTEXT;
    // the API is chosen per thread and OpenGL ES is the default
    eglBindAPI(EGL_OPENGL_API);
    EGLContext context =
        eglCreateContext(display, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, attributes);
    if (context != EGL_NO_CONTEXT &&
        eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context))
        return context;
    if (context != EGL_NO_CONTEXT)
        eglDestroyContext(display, context);
    eglTerminate(display);
    return EGL_NO_CONTEXT;
}

kkr_gl_context *kkr_gl_context_new(kkr_error *err)
{
    EGLDisplay display = EGL_NO_DISPLAY;
    EGLContext context = EGL_NO_CONTEXT;
    bool platforms = epoxy_has_egl_extension(NULL, "EGL_EXT_platform_base");

    if (platforms && epoxy_has_egl_extension(NULL, "EGL_MESA_platform_surfaceless")) {
        display = eglGetPlatformDisplayEXT(EGL_PLATFORM_SURFACELESS_MESA,
                                           EGL_DEFAULT_DISPLAY, NULL);
        context = try_display(display);
    }
    // a driver without the surfaceless platform still offers its devices
    if (context == EGL_NO_CONTEXT && platforms &&
        epoxy_has_egl_extension(NULL, "EGL_EXT_platform_device")) {
        EGLDeviceEXT devices[MAX_DEVICES];
        EGLint n = 0;
        if (!eglQueryDevicesEXT(MAX_DEVICES, devices, &n))
            n = 0;
        for (int i = 0; i < n && context == EGL_NO_CONTEXT; i++) {
            display =
                eglGetPlatformDisplayEXT(EGL_PLATFORM_DEVICE_EXT, devices[i], NULL);
            context = try_display(display);
        }
    }
    if (context == EGL_NO_CONTEXT) {
        display = eglGetDisplay(EGL_DEFAULT_DISPLAY);
        context = try_display(display);
    }
    if (context == EGL_NO_CONTEXT) {
        kkr_fail(err, KKR_ERROR_GPU, "there is no OpenGL 3.3 without a window here");
        return NULL;
    }
    kkr_gl_context *self = kkr_alloc(1, sizeof *self);
    *self = (kkr_gl_context){ display, context };
    return self;
}

void kkr_gl_context_free(kkr_gl_context *context)
{
    if (!context)
        return;
    eglMakeCurrent(context->display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    eglDestroyContext(context->display, context->context);
    eglTerminate(context->display);
    free(context);
}
