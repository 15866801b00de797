@echo off
rem Starts NeuroChains with the Java of JAVA_HOME, or the first one on the PATH.
rem   NEUROCHAINS_JAVA_OPTIONS   more options for Java, such as -Xmx8g
setlocal
set "HERE=%~dp0.."
if /i not "%PROCESSOR_ARCHITECTURE%"=="AMD64" if /i not "%PROCESSOR_ARCHITEW6432%"=="AMD64" (
  echo neurochains: unsupported platform Windows %PROCESSOR_ARCHITECTURE%; it runs on Linux x86_64, macOS arm64 and Windows x86_64 1>&2
  exit /b 1
)
if not exist "%HERE%\lib\pytorch-*-windows-x86_64*.jar" (
  echo neurochains: this distribution has no native libraries for windows-x86_64; take the one for it, or build it on this machine 1>&2
  exit /b 1
)
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
if defined JAVA_HOME if not exist "%JAVA%" (
  echo neurochains: JAVA_HOME has no bin\java.exe; set it to a JDK 17 or newer 1>&2
  exit /b 1
)
rem Java 8 does not know --version.
"%JAVA%" --version >nul 2>&1
if errorlevel 1 (
  echo neurochains: no Java 17 found; install JDK 17 or newer, or set JAVA_HOME to one 1>&2
  exit /b 1
)
rem The first line is like: openjdk 17.0.9 2023-10-17
set "MAJOR="
for /f "tokens=2 delims=.-+ " %%v in ('""%JAVA%" --version"') do if not defined MAJOR set "MAJOR=%%v"
if %MAJOR% LSS 17 (
  echo neurochains: Java %MAJOR% is too old; install JDK 17 or newer, or set JAVA_HOME to one 1>&2
  exit /b 1
)
set "OPTIONS=-XX:+UseParallelGC -Dfile.encoding=UTF-8 -Djava.awt.headless=true"
if %MAJOR% GEQ 22 set "OPTIONS=%OPTIONS% --enable-native-access=ALL-UNNAMED"
if %MAJOR% GEQ 23 set "OPTIONS=%OPTIONS% --sun-misc-unsafe-memory-access=allow"
set OMP_WAIT_POLICY=passive
rem Apache Spark, where it has been added, needs more of Java opened to it.
set "CLASSES=%HERE%\lib\*"
set "SPARK="
if exist "%HERE%\lib\spark\" (
  set "CLASSES=%HERE%\lib\*;%HERE%\lib\spark\*"
  set "SPARK="@%HERE%\lib\spark.options""
)
"%JAVA%" %OPTIONS% %NEUROCHAINS_JAVA_OPTIONS% %SPARK% -cp "%CLASSES%" org.neurochains.app.Main %*
exit /b %ERRORLEVEL%
